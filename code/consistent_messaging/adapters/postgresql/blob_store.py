"""Documents on PostgreSQL: a row each, with a version that every write renews."""

from collections.abc import Mapping
from typing import Any

from consistent_messaging.adapters.postgresql.sql_table import SqlTable
from consistent_messaging.api.errors import ConcurrencyError
from consistent_messaging.api.frozen_values import freeze
from consistent_messaging.api.stores import Blob, StoredDocument

NEVER = "*"


class BlobStore(SqlTable):
    """Gets and puts whole documents. The etag comes from a sequence, so none is given twice."""

    default_name = "blobs"
    columns = "key text PRIMARY KEY, document jsonb NOT NULL, etag bigint NOT NULL"

    def _definitions(self) -> list[str]:
        return [*super()._definitions(), f"CREATE SEQUENCE IF NOT EXISTS {self.table}_etag"]

    @property
    def records(self) -> dict[str, StoredDocument]:
        """All documents by key, as the simulated store keeps them."""
        rows = self._all(f"SELECT key, document::text, etag FROM {self.table}")
        return {
            key: StoredDocument(freeze(self._codec.decode(document)), str(etag))
            for key, document, etag in rows
        }

    def get(self, key: str) -> Blob | None:
        """Return the document under this key, or None."""
        row = self._one(f"SELECT document::text, etag FROM {self.table} WHERE key = %s", key)
        return Blob(self._codec.decode(row[0]), str(row[1])) if row else None

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
        if if_none_match not in (None, NEVER):
            raise ValueError(f'if_none_match is "*" or left out, not {if_none_match!r}.')
        text, etag = self._codec.encode(document), f"nextval('{self.table}_etag')"
        insert = f"INSERT INTO {self.table} VALUES (%s, %s, {etag}) ON CONFLICT (key)"
        if if_none_match and if_match is not None:
            row = None  # no document is there and not there
        elif if_none_match:
            row = self._one(f"{insert} DO NOTHING RETURNING etag", key, text)
        elif if_match is not None:
            row = self._one(
                f"UPDATE {self.table} SET document = %s, etag = {etag} "
                "WHERE key = %s AND etag::text = %s RETURNING etag",
                text,
                key,
                if_match,
            )
        else:
            row = self._one(
                f"{insert} DO UPDATE SET document = excluded.document, etag = excluded.etag "
                "RETURNING etag",
                key,
                text,
            )
        if row is None:
            why = "exists already" if if_none_match else "is no longer the version that you read"
            raise ConcurrencyError(f"{key} {why}.")
        return str(row[0])

    def delete(self, key: str, *, if_match: str | None = None) -> None:
        """Remove the document; with `if_match`, only that version of it."""
        if if_match is None:
            self._execute(f"DELETE FROM {self.table} WHERE key = %s", key)
            return
        delete = f"DELETE FROM {self.table} WHERE key = %s AND etag::text = %s RETURNING key"
        if self._one(delete, key, if_match) is None:
            raise ConcurrencyError(f"{key} is no longer the version that you read.")
