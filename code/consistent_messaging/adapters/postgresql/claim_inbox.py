"""Claims on PostgreSQL: the primary key lets one claim for each message through."""

from consistent_messaging.adapters.postgresql.sql_table import SqlTable


class ClaimInbox(SqlTable):
    """One claim for each message: the first that is written stays."""

    default_name = "claims"
    columns = "message_id text PRIMARY KEY, claim_id text NOT NULL"

    @property
    def records(self) -> dict[str, str]:
        """All claims by message, as the simulated store keeps them."""
        return dict(self._all(f"SELECT message_id, claim_id FROM {self.table}"))  # type: ignore[arg-type]  # rows of two

    def try_claim(self, message_id: str, claim_id: str) -> bool:
        """Write the claim if there is none and return True; else change nothing, return False."""
        row = self._one(
            f"INSERT INTO {self.table} VALUES (%s, %s) ON CONFLICT DO NOTHING RETURNING message_id",
            message_id,
            claim_id,
        )
        return row is not None

    def claimed_by(self, message_id: str) -> str | None:
        """Return the claim id that was written, or None."""
        row = self._one(f"SELECT claim_id FROM {self.table} WHERE message_id = %s", message_id)
        return row[0] if row else None
