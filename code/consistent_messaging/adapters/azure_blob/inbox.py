"""The ids of processed messages on Azure Blob Storage, a blob each."""

from consistent_messaging.adapters.azure_blob.container import Container


class Inbox(Container):
    """Remembers ids. You may add an id twice."""

    default_prefix = "inbox"

    @property
    def records(self) -> dict[str, bool]:
        """All ids, as the simulated store keeps them."""
        return dict.fromkeys(self._keys(), True)

    def contains(self, message_id: str) -> bool:
        """Return True if the id was added."""
        return self._read(message_id) is not None

    def add(self, message_id: str) -> None:
        """Remember the id."""
        self._write(message_id, True)
