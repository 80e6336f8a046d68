"""Stores that are nearly right, each with one mistake that an adapter could have."""

from dataclasses import dataclass, replace
from typing import Any

from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.api.errors import Throttled
from consistent_messaging.api.stores import (
    BlobStore,
    ClaimInbox,
    EventStore,
    Inbox,
    OutboxStore,
    StoredDocument,
    Stream,
    TokenStore,
)


class IgnoresIfMatch(BlobStore):
    def put(self, key: str, document: Any, *, if_match: Any = None, **named: Any) -> str:
        return super().put(key, document, **named)


class CreatesWhatIsThere(BlobStore):
    def put(self, key: str, document: Any, *, if_none_match: Any = None, **named: Any) -> str:
        return super().put(key, document, **named)


class DeletesAnyVersion(BlobStore):
    def delete(self, key: str, *, if_match: Any = None) -> None:
        super().delete(key)


class KeepsTheEtag(BlobStore):
    def put(self, key: str, document: Any, **named: Any) -> str:
        before = self.records.get(key)
        etag = super().put(key, document, **named)
        if before is None:
            return etag
        self.records[key] = StoredDocument(self.records[key].document, before.etag)
        return before.etag


class EtagsByContent(BlobStore):
    def __init__(self) -> None:
        super().__init__(etag="digest")


class RefusesWithAnotherError(BlobStore):
    def _refuse(self, *args: Any) -> None:
        try:
            super()._refuse(*args)
        except ValueError:
            raise
        except Exception as error:
            raise Throttled from error


class RoundsFloats(BlobStore):
    def put(self, key: str, document: Any, **named: Any) -> str:
        return super().put(key, _whole(document), **named)


class TakesAnyCase(BlobStore):
    def get(self, key: str) -> Any:
        return super().get(key.lower())


class AppendsToAnyVersion(EventStore):
    def append(self, stream: str, events: Any, *, expected_version: int) -> int:
        return super().append(stream, events, expected_version=self.read(stream).version)


class KeepsAPartOfWhatItRefuses(EventStore):
    def append(self, stream: str, events: Any, *, expected_version: int) -> int:
        now, new = self.read(stream), list(events)
        if expected_version < now.version and len(new) > 1:
            self.records[stream] = Stream((*now.events, new[-1]), now.version + 1)
        return super().append(stream, new, expected_version=expected_version)


class ForgetsTheCause(EventStore):
    def append(self, stream: str, events: Any, *, expected_version: int) -> int:
        new = [replace(event, caused_by="") for event in events]
        return super().append(stream, new, expected_version=expected_version)


class KeepsTheFirstOnly(Inbox):
    def add(self, message_id: str) -> None:
        if not self.records:
            super().add(message_id)


class ClaimsAgain(ClaimInbox):
    def try_claim(self, message_id: str, claim_id: str) -> bool:
        return super().try_claim(message_id, claim_id) or self.claimed_by(message_id) == claim_id


class LastClaimStays(ClaimInbox):
    def try_claim(self, message_id: str, claim_id: str) -> bool:
        is_first = super().try_claim(message_id, claim_id)
        self.records[message_id] = claim_id
        return is_first


class EmptyIsNone(OutboxStore):
    def get(self, transaction_id: str) -> Any:
        return super().get(transaction_id) or None


class LosesHeaders(OutboxStore):
    def put(self, transaction_id: str, messages: Any) -> None:
        super().put(
            transaction_id, [OutgoingMessage(each.message_id, each.body) for each in messages]
        )


class WritesOnce(OutboxStore):
    def put(self, transaction_id: str, messages: Any) -> None:
        if transaction_id not in self.records:
            super().put(transaction_id, messages)


class NeverDeletes(TokenStore):
    def delete(self, token_id: str) -> None:
        pass


def _whole(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _whole(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_whole(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


@dataclass(frozen=True)
class Delivery:
    number: int
    count: int
    message: OutgoingMessage


class Queue:
    """A queue in memory that is right."""

    def __init__(self) -> None:
        self.messages: list[OutgoingMessage] = []
        self.counts: dict[int, int] = {}
        self.free: list[int] = []

    def send(self, message: OutgoingMessage) -> None:
        self.free.append(len(self.messages))
        self.counts[len(self.messages)] = 0
        self.messages.append(message)

    def receive(self) -> Delivery | None:
        if not self.free:
            return None
        number = self.free.pop(self.next())
        self.counts[number] += 1
        return Delivery(number, self.counts[number], self.messages[number])

    def next(self) -> int:
        return self.free.index(min(self.free))

    def ack(self, delivery: Delivery) -> bool:
        if self.counts.get(delivery.number) != delivery.count:
            return False
        del self.counts[delivery.number]
        self.free = [number for number in self.free if number != delivery.number]
        return True

    def release(self, delivery: Delivery) -> bool:
        is_held = self.counts.get(delivery.number) == delivery.count
        if is_held and delivery.number not in self.free:
            self.free.append(delivery.number)
            return True
        return False


class LastIsReceivedFirst(Queue):
    def next(self) -> int:
        return -1


class AcksWhatAnotherHolds(Queue):
    def ack(self, delivery: Delivery) -> bool:
        count = self.counts.get(delivery.number, delivery.count)
        return super().ack(replace(delivery, count=count))


class SendsDuplicatesOnce(Queue):
    def send(self, message: OutgoingMessage) -> None:
        if message not in self.messages:
            super().send(message)


class DeliversAgainWhatWasAcked(Queue):
    def ack(self, delivery: Delivery) -> bool:
        return self.counts.get(delivery.number) == delivery.count


class DeliversToTwo(Queue):
    def receive(self) -> Delivery | None:
        delivery = super().receive()
        if delivery and delivery.count == 2:
            self.release(delivery)
        return delivery


class LosesWhatIsReleased(Queue):
    def release(self, delivery: Delivery) -> bool:
        is_held = super().release(delivery)
        if is_held and delivery.count > 1:
            self.ack(delivery)
        return is_held
