"""What a scenario's processes have to be, and what is said of those that are not."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any


def check_processes(processes: Mapping[str, Callable[..., Any]], messages: Iterable[str]) -> None:
    """Raise `ValueError` for a name that a schedule cannot tell from others, or is no word.

    Raise `TypeError` for a class without `run(context)`.
    """
    for name, process in processes.items():
        if not re.fullmatch(r"[A-Za-z]\w{0,29}", name, re.ASCII):
            raise ValueError(
                f"A process cannot be called {name!r}: take up to 30 letters, digits and "
                "underscores, beginning with a letter, such as relay."
            )
        for message in messages:
            if re.fullmatch(rf"{re.escape(message)}\d*", name):
                raise ValueError(
                    f"The process {name!r} could be taken for an attempt at message {message!r}. "
                    "Give it another name."
                )
        if isinstance(process, type) and not callable(getattr(process, "run", None)):
            raise TypeError(
                f"{process.__name__} has no run. A process is a class whose run(context) is one "
                "round; there is always one more after it."
            )
