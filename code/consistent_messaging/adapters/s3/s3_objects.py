"""What all stores on S3 have: a client, a codec, and a prefix of their own in a bucket."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

from consistent_messaging.adapters.aws import refuse_half_answers, refuse_retries
from consistent_messaging.adapters.json_codec import JsonCodec
from consistent_messaging.adapters.s3.errors import translated

ENDING = ".json"
LONGEST_NAME = 1024


class StoredObject(NamedTuple):
    """What was read: the content, and the ETag of this version of it."""

    text: str
    etag: str


class S3Objects:
    """Objects in a bucket of S3: their names are the prefix, the key with escapes, and `.json`."""

    default_prefix: str

    def __init__(self, client: Any, codec: JsonCodec, bucket: str, prefix: str = "") -> None:
        refuse_retries(client)
        refuse_half_answers(client)
        self._client, self._codec = client, codec
        self.bucket, self.prefix = bucket, prefix or self.default_prefix

    def create_bucket(self) -> None:
        """Make the bucket, unless you have it already."""
        region = self._client.meta.region_name
        where = (
            {}
            if region == "us-east-1"  # the one that must not be named
            else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        )
        is_there = self._client.exceptions.BucketAlreadyOwnedByYou
        with translated(self.bucket), suppress(is_there):
            self._client.create_bucket(Bucket=self.bucket, **where)

    def clear(self) -> None:
        """Remove all objects below the prefix."""
        for key in self._keys():
            self._remove(key)

    def _name(self, key: str) -> str:
        name = f"{self.prefix}/{quote(key, safe='')}{ENDING}"
        if len(name.encode()) > LONGEST_NAME:
            raise ValueError(f"{key[:20]!r}… is too long for the name of an object.")
        return name

    def _read(self, key: str) -> StoredObject | None:
        """Return the object of this key, or None."""
        with translated(key):
            try:
                answer = self._client.get_object(Bucket=self.bucket, Key=self._name(key))
            except self._client.exceptions.NoSuchKey:
                return None
            return StoredObject(answer["Body"].read().decode(), answer["ETag"])

    def _write(self, key: str, content: object, **conditions: str) -> str:
        """Write the object of this key and return its new ETag."""
        body = self._codec.encode(content).encode()
        with translated(key):
            answer = self._client.put_object(
                Bucket=self.bucket, Key=self._name(key), Body=body, **conditions
            )
        return str(answer["ETag"])

    def _remove(self, key: str, **conditions: str) -> None:
        """Remove the object of this key, if it is there."""
        with translated(key):
            self._client.delete_object(Bucket=self.bucket, Key=self._name(key), **conditions)

    def _keys(self) -> Iterator[str]:
        """Yield the keys of all objects below the prefix."""
        beginning = f"{self.prefix}/"
        with translated(self.bucket):
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self.bucket, Prefix=beginning
            )
            for page in pages:
                for item in page.get("Contents", ()):
                    yield unquote(item["Key"].removeprefix(beginning).removesuffix(ENDING))

    def _all(self) -> Iterator[tuple[str, StoredObject]]:
        """Yield each key with its object."""
        for key in self._keys():
            found = self._read(key)
            if found is not None:
                yield key, found
