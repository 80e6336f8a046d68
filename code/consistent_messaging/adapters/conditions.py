"""The two conditions of a write, checked before a service is called with them."""

import re

from consistent_messaging.api.errors import ConcurrencyError

NEVER = "*"
_ETAG = re.compile(r'(W/)?"[^"]*"')


def check_conditions(key: str, if_match: str | None, if_none_match: str | None) -> None:
    """Raise `ValueError` for what is no condition, `ConcurrencyError` for two that exclude."""
    if if_none_match not in (None, NEVER):
        raise ValueError(f'if_none_match is "*" or left out, not {if_none_match!r}.')
    if if_match is not None and if_none_match is not None:
        raise ConcurrencyError(f"{key} can't be absent and have an etag.")


def check_etag(key: str, if_match: str | None) -> None:
    """Raise `ConcurrencyError` for what is not one etag of HTTP.

    A service would take `*` for any version, a list for several, and an empty text for none.
    """
    if if_match is not None and not _ETAG.fullmatch(if_match):
        raise ConcurrencyError(f"{key} has no version {if_match!r}.")
