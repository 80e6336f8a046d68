"""A store of documents, each under a key, as blob storage and document databases offer it."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal, NamedTuple

from consistent_messaging.api.errors import ConcurrencyError, DocumentTooLarge
from consistent_messaging.api.frozen_values import freeze, size_bytes, thaw
from consistent_messaging.api.stores.store_protocol import Versioned, reads

NEVER = "*"


@dataclass(frozen=True)
class Blob:
    """What was read: the document, a dict of your own, and the etag of this version of it."""

    document: dict[str, Any]
    """The document, a dict of your own."""

    etag: str
    """The version of the document, for `if_match`."""


class StoredDocument(NamedTuple):
    """What is kept under a key: the frozen document, and the etag of this version of it."""

    document: Hashable
    etag: str


class BlobStore(Versioned):
    """Gets and puts whole documents. Every put gives the document a new etag.

    With `etag="digest"` the etag is made of the content, as S3 does it. A document that is as it
    once was has its old etag again.
    """

    def __init__(
        self, limit_bytes: int | None = None, *, etag: Literal["version", "digest"] = "version"
    ) -> None:
        super().__init__()
        self.records: dict[str, StoredDocument] = {}
        if etag not in ("version", "digest"):
            raise ValueError(f'etag is "version" or "digest", not {etag!r}.')
        self.limit_bytes, self._is_digest = limit_bytes, etag == "digest"

    @reads
    def get(self, key: str) -> Blob | None:
        """Return the document under this key, or None."""
        if key not in self.records:
            return None
        document, etag = self.records[key]
        return Blob(thaw(document), etag)

    def put(
        self,
        key: str,
        document: Mapping[str, Any],
        *,
        if_match: str | None = None,
        if_none_match: str | None = None,
    ) -> str:
        """Write the document and return its new etag.

        With `if_match`, only over the version with that etag; with `if_none_match="*"`, only if
        there is none. Else raises `ConcurrencyError`, as it does `DocumentTooLarge`, and nothing
        is written.
        """
        self._refuse(key, if_match, if_none_match)
        frozen = freeze(document)
        if self.limit_bytes is not None and size_bytes(frozen) > self.limit_bytes:
            raise DocumentTooLarge(
                f"{key} would be {size_bytes(frozen):,} bytes; the limit is {self.limit_bytes:,}."
            )
        etag = _digest(frozen) if self._is_digest else self._new_version()
        self.records[key] = StoredDocument(frozen, etag)
        return etag

    def delete(self, key: str, *, if_match: str | None = None) -> None:
        """Remove the document; with `if_match`, only that version of it."""
        self._refuse(key, if_match, None)
        self.records.pop(key, None)

    def _refuse(self, key: str, if_match: str | None, if_none_match: str | None) -> None:
        now = self.records[key][1] if key in self.records else None
        if if_match is not None and if_match != now:
            raise ConcurrencyError(f"{key} is no longer the version that you read.")
        if if_none_match not in (None, NEVER):
            raise ValueError(f'if_none_match is "*" or left out, not {if_none_match!r}.')
        if if_none_match == NEVER and now is not None:
            raise ConcurrencyError(f"{key} exists already.")

    def _versions_kept(self) -> Iterator[str]:
        return (record.etag for record in self.records.values())


def _digest(document: Hashable) -> str:
    return sha256(repr(document).encode()).hexdigest()[:8]
