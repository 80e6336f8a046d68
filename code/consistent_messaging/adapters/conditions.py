"""The two conditions of a write, as all adapters of document stores check them before they call."""

from consistent_messaging.api.errors import ConcurrencyError

NEVER = "*"


def check_conditions(key: str, if_match: str | None, if_none_match: str | None) -> None:
    """Raise `ValueError` for what is no condition, `ConcurrencyError` for two that exclude."""
    if if_none_match not in (None, NEVER):
        raise ValueError(f'if_none_match is "*" or left out, not {if_none_match!r}.')
    if if_match is not None and if_none_match is not None:
        raise ConcurrencyError(f"{key} can't be absent and have an etag.")
