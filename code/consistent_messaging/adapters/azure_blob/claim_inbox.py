"""Claims on Azure Blob Storage: a create-only write lets one claim for each message through."""

from consistent_messaging.adapters.azure_blob.container import Container, if_absent
from consistent_messaging.api.errors import ConcurrencyError


class ClaimInbox(Container):
    """One claim for each message: the first that is written stays."""

    default_prefix = "claims"

    @property
    def records(self) -> dict[str, str]:
        """All claims by message, as the simulated store keeps them."""
        return {message_id: self._codec.decode(found.text) for message_id, found in self._all()}

    def try_claim(self, message_id: str, claim_id: str) -> bool:
        """Write the claim if there is none and return True; else change nothing, return False."""
        try:
            self._write(message_id, claim_id, **if_absent())
        except ConcurrencyError:
            return False
        return True

    def claimed_by(self, message_id: str) -> str | None:
        """Return the claim id that was written, or None."""
        found = self._read(message_id)
        return self._codec.decode(found.text) if found else None
