"""How the command was called, and the error for what cannot be carried out as it was given."""

import sys
from pathlib import Path


def command_name() -> str:
    """Return how the command was called."""
    called = Path(sys.argv[0]).stem
    return called if called == "consistent-messaging" else "python -m consistent_messaging"


class UsageError(Exception):
    """The command line asks for something that there is not; the text says what, and what is."""


def read_text(file: Path) -> str:
    """Return the text of a file; raise `UsageError` if it cannot be read."""
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise UsageError(f"{file} cannot be read: {reason}.") from None
