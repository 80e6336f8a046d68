"""The ids of processed messages on PostgreSQL, a row each."""

from consistent_messaging.adapters.postgresql.sql_table import SqlTable


class Inbox(SqlTable):
    """Remembers ids. You may add an id twice."""

    default_name = "inbox"
    columns = "message_id text PRIMARY KEY"

    @property
    def records(self) -> dict[str, bool]:
        """All ids, as the simulated store keeps them."""
        return dict.fromkeys((row[0] for row in self._all(f"SELECT * FROM {self.table}")), True)

    def contains(self, message_id: str) -> bool:
        """Return True if the id was added."""
        return bool(self._one(f"SELECT 1 FROM {self.table} WHERE message_id = %s", message_id))

    def add(self, message_id: str) -> None:
        """Remember the id."""
        self._execute(f"INSERT INTO {self.table} VALUES (%s) ON CONFLICT DO NOTHING", message_id)
