"""Documents on S3: an object each, with the ETag as its version."""

from collections.abc import Mapping
from typing import Any, Literal
from uuid import uuid4

from consistent_messaging.adapters.conditions import check_conditions, check_etag
from consistent_messaging.adapters.json_codec import JsonCodec
from consistent_messaging.adapters.s3.s3_objects import S3Objects, StoredObject
from consistent_messaging.api.frozen_values import freeze
from consistent_messaging.api.stores import Blob, StoredDocument


class BlobStore(S3Objects):
    """Gets and puts whole documents.

    S3 makes the ETag of the content. So each put adds a new id to the object, and no ETag comes a
    second time. With `etag="digest"` it doesn't: a document that is as it once was has its old
    ETag again, which the runners of most exercises don't survive.
    """

    default_prefix = "blobs"

    def __init__(
        self,
        client: Any,
        codec: JsonCodec,
        bucket: str,
        prefix: str = "",
        *,
        etag: Literal["version", "digest"] = "version",
    ) -> None:
        super().__init__(client, codec, bucket, prefix)
        if etag not in ("version", "digest"):
            raise ValueError(f'etag is "version" or "digest", not {etag!r}.')
        self._is_digest = etag == "digest"

    @property
    def records(self) -> dict[str, StoredDocument]:
        """All documents by key, as the simulated store keeps them."""
        return {
            key: StoredDocument(freeze(self._document(found)), found.etag)
            for key, found in self._all()
        }

    def get(self, key: str) -> Blob | None:
        """Return the document under this key, or None."""
        found = self._read(key)
        return Blob(self._document(found), found.etag) if found else None

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
        there is none. Else raises `ConcurrencyError`, and nothing is written. If another write
        was under way, raises `Throttled`.
        """
        check_conditions(key, if_match, if_none_match)
        check_etag(key, if_match)
        content = self._content(document)
        if if_match is not None:
            return self._write(key, content, IfMatch=if_match)
        if if_none_match is not None:
            return self._write(key, content, IfNoneMatch="*")
        return self._write(key, content)

    def delete(self, key: str, *, if_match: str | None = None) -> None:
        """Remove the document; with `if_match`, only that version of it."""
        check_etag(key, if_match)
        if if_match is not None:
            self._remove(key, IfMatch=if_match)
        else:
            self._remove(key)

    def _content(self, document: Mapping[str, Any]) -> Mapping[str, Any]:
        return document if self._is_digest else {"document": document, "written": uuid4().hex}

    def _document(self, found: StoredObject) -> dict[str, Any]:
        content: dict[str, Any] = self._codec.decode(found.text)
        return content if self._is_digest else content["document"]
