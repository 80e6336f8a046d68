"""The services of this folder as the conformance suite takes them."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from conformance import Backend, Exclusion
from conformance.backend import Kind

SURROGATES = Exclusion(
    "No text has half of a pair of surrogates in it.",
    "text",
    lambda text: any("\ud800" <= letter <= "\udfff" for letter in text),
    ("\ud800",),
)
LONG_NAMES = Exclusion(
    "The name of an object in S3, or of a blob, has at most 1,024 bytes: "
    "prefix, key and ending, with escapes.",
    "key",
    lambda key: len(quote(key, safe="", errors="replace")) > 1000,
    ("k" * 1100, "\u4e00" * 200),
)


class Places(Backend):
    """A place for each kind of store, which is emptied each time."""

    examples = 6  # each call goes to another process, and an emulator takes its time

    def __init__(self, name: str, stores: Mapping[Kind, Any]) -> None:
        self.name, self.stores = name, stores

    def make(self, kind: Kind) -> Any:
        """Return the store of this kind, emptied."""
        self.stores[kind].clear()
        return self.stores[kind]
