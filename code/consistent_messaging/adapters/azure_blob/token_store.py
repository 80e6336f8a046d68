"""Tokens on Azure Blob Storage, a blob each."""

from consistent_messaging.adapters.azure_blob.container import Container


class TokenStore(Container):
    """A token is there or it is not. Creating one that is there changes nothing."""

    default_prefix = "tokens"

    @property
    def records(self) -> dict[str, bool]:
        """All tokens, as the simulated store keeps them."""
        return dict.fromkeys(self._keys(), True)

    def create(self, token_id: str) -> None:
        """Make the token."""
        self._write(token_id, True)

    def exists(self, token_id: str) -> bool:
        """Return True if the token is there."""
        return self._read(token_id) is not None

    def delete(self, token_id: str) -> None:
        """Remove the token, if it is there."""
        self._remove(token_id)
