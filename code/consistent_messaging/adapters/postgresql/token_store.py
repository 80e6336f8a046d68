"""Tokens on PostgreSQL, a row each."""

from consistent_messaging.adapters.postgresql.sql_table import SqlTable


class TokenStore(SqlTable):
    """A token is there or it is not. Creating one that is there changes nothing."""

    default_name = "tokens"
    columns = "token_id text PRIMARY KEY"

    @property
    def records(self) -> dict[str, bool]:
        """All tokens, as the simulated store keeps them."""
        return dict.fromkeys((row[0] for row in self._all(f"SELECT * FROM {self.table}")), True)

    def create(self, token_id: str) -> None:
        """Make the token."""
        self._execute(f"INSERT INTO {self.table} VALUES (%s) ON CONFLICT DO NOTHING", token_id)

    def exists(self, token_id: str) -> bool:
        """Return True if the token is there."""
        return bool(self._one(f"SELECT 1 FROM {self.table} WHERE token_id = %s", token_id))

    def delete(self, token_id: str) -> None:
        """Remove the token, if it is there."""
        self._execute(f"DELETE FROM {self.table} WHERE token_id = %s", token_id)
