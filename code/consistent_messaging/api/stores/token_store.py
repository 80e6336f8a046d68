"""Tokens: each is the permission to process one message once."""

from consistent_messaging.api.stores.store_protocol import reads


class TokenStore:
    """A token is there or it is not. Creating one that is there changes nothing."""

    def __init__(self) -> None:
        self.records: dict[str, bool] = {}

    def create(self, token_id: str) -> None:
        """Make the token."""
        self.records[token_id] = True

    @reads
    def exists(self, token_id: str) -> bool:
        """Return True if the token is there."""
        return token_id in self.records

    def delete(self, token_id: str) -> None:
        """Remove the token, if it is there."""
        self.records.pop(token_id, None)
