"""What all stores on Azure Blob Storage have: a client, a codec, and a prefix in a container."""

from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

from consistent_messaging.adapters.azure_blob.client import refuse_retries
from consistent_messaging.adapters.azure_blob.errors import ABSENT, code_of, translated
from consistent_messaging.adapters.client_library import client_library
from consistent_messaging.adapters.json_codec import JsonCodec

ENDING = ".json"
LONGEST_NAME = 1024


class StoredBlob(NamedTuple):
    """What was read: the content, and the ETag of this version of it."""

    text: str
    etag: str


class Container:
    """Blobs in a container: their names are the prefix, the key with escapes, and `.json`."""

    default_prefix: str

    def __init__(self, client: Any, codec: JsonCodec, container: str, prefix: str = "") -> None:
        refuse_retries(client)
        self._container, self._codec = client.get_container_client(container), codec
        self.container, self.prefix = container, prefix or self.default_prefix

    def create_container(self) -> None:
        """Make the container, unless it is there."""
        with translated(self.container):
            if not self._container.exists():
                self._container.create_container()

    def clear(self) -> None:
        """Remove all blobs below the prefix."""
        for key in self._keys():
            self._remove(key)

    def _blob(self, key: str) -> Any:
        """Return the client of the blob of this key."""
        name = f"{self.prefix}/{quote(key, safe='')}{ENDING}"
        if len(name) > LONGEST_NAME:
            raise ValueError(f"{key[:20]!r}… is too long for the name of a blob.")
        return self._container.get_blob_client(name)

    def _read(self, key: str) -> StoredBlob | None:
        """Return the blob of this key, or None."""
        with translated(key):
            try:
                answer = self._blob(key).download_blob()
            except Exception as error:
                if code_of(error) != ABSENT:
                    raise
                return None
            return StoredBlob(answer.readall().decode(), answer.properties.etag)

    def _write(self, key: str, content: object, **conditions: Any) -> str:
        """Write the blob of this key and return its new ETag."""
        with translated(key):
            answer = self._blob(key).upload_blob(
                self._codec.encode(content).encode(), overwrite=True, **conditions
            )
        return str(answer["etag"])

    def _remove(self, key: str, **conditions: Any) -> None:
        """Remove the blob of this key; without conditions, it may be gone already."""
        with translated(key):
            try:
                self._blob(key).delete_blob(**conditions)
            except Exception as error:
                if conditions or code_of(error) != ABSENT:
                    raise

    def _keys(self) -> Iterator[str]:
        """Yield the keys of all blobs below the prefix."""
        beginning = f"{self.prefix}/"
        with translated(self.container):
            for name in self._container.list_blob_names(name_starts_with=beginning):
                yield unquote(name.removeprefix(beginning).removesuffix(ENDING))

    def _all(self) -> Iterator[tuple[str, StoredBlob]]:
        """Yield each key with its blob."""
        for key in self._keys():
            found = self._read(key)
            if found is not None:
                yield key, found


def if_absent() -> dict[str, Any]:
    """Return the arguments for `If-None-Match: *`."""
    return {"match_condition": _match_conditions().IfMissing}


def if_unchanged(etag: str) -> dict[str, Any]:
    """Return the arguments for `If-Match: <etag>`."""
    return {"etag": etag, "match_condition": _match_conditions().IfNotModified}


def _match_conditions() -> Any:
    return client_library("azure.core", extra="azure_blob").MatchConditions
