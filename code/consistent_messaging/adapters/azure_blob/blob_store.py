"""Documents on Azure Blob Storage: a blob each, with the ETag as its version."""

from collections.abc import Mapping
from typing import Any

from consistent_messaging.adapters.azure_blob.container import Container, if_absent, if_unchanged
from consistent_messaging.adapters.conditions import check_conditions, check_etag
from consistent_messaging.api.frozen_values import freeze
from consistent_messaging.api.stores import Blob, StoredDocument


class BlobStore(Container):
    """Gets and puts whole documents. Every put gives the document a new ETag."""

    default_prefix = "blobs"

    @property
    def records(self) -> dict[str, StoredDocument]:
        """All documents by key, as the simulated store keeps them."""
        return {
            key: StoredDocument(freeze(self._codec.decode(found.text)), found.etag)
            for key, found in self._all()
        }

    def get(self, key: str) -> Blob | None:
        """Return the document under this key, or None."""
        found = self._read(key)
        return Blob(self._codec.decode(found.text), found.etag) if found else None

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
        there is none. Else raises `ConcurrencyError`, and nothing is written.
        """
        check_conditions(key, if_match, if_none_match)
        check_etag(key, if_match)
        if if_match is not None:
            return self._write(key, document, **if_unchanged(if_match))
        if if_none_match is not None:
            return self._write(key, document, **if_absent())
        return self._write(key, document)

    def delete(self, key: str, *, if_match: str | None = None) -> None:
        """Remove the document; with `if_match`, only that version of it."""
        check_etag(key, if_match)
        if if_match is not None:
            self._remove(key, **if_unchanged(if_match))
        else:
            self._remove(key)
