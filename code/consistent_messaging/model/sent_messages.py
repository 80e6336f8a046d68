"""Messages that have left the endpoint, and what the next endpoint makes of them.

Who listens usually recognises a copy by its id, so it is enough to remember what was sent. A
receiver that checks tokens handles a message if its token is there, and removes the token; without
it, the message is taken for a copy and ignored. Which of the two happens depends on when it comes.
"""

from collections import Counter
from dataclasses import dataclass, replace

from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.api.frozen_values import FrozenDict, thaw
from consistent_messaging.api.spec import Rules

AGAIN = " (again)"


@dataclass(frozen=True)
class SentMessages:
    """What was sent; or what waits for a receiver that checks tokens, and what it has handled.

    Nobody asks for the headers of what has arrived, so they are left out. `times` says how often a
    content was sent, and `sequences` has the contents by key in which copies are left out, where a
    rule is about that; else both stay empty. `inside` is what endpoints of the scenario's own
    handle: it never leaves, and its headers are kept. `answered` is what callers were told.
    """

    sent: frozenset[OutgoingMessage] = frozenset()
    waiting: frozenset[OutgoingMessage] = frozenset()
    handled: tuple[OutgoingMessage, ...] = ()
    times: frozenset[tuple[object, int]] = frozenset()
    sequences: frozenset[tuple[str, tuple[OutgoingMessage, ...]]] = frozenset()
    inside: frozenset[OutgoingMessage] = frozenset()
    answered: frozenset[OutgoingMessage] = frozenset()

    def noted(
        self, message: OutgoingMessage, rules: Rules, *, leaves: bool = True
    ) -> "SentMessages":
        """Return the mail with what the rules ask for of one more send.

        A message that never `leaves` has no place in a sequence of what is heard.
        """
        noted, body = self, message.body
        if rules.most_sends is not None:
            times = dict(self.times)
            times[body] = min(times.get(body, 0), rules.most_sends) + 1
            noted = replace(noted, times=frozenset(times.items()))
        key = rules.sequence_by(thaw(body)) if rules.sequence_by and leaves else None
        if key is None:
            return noted
        sequences = dict(self.sequences)
        known = sequences.get(key, ())
        if all(other.message_id != message.message_id for other in known):
            sequences[key] = (*known, _arrived(message))
        return replace(noted, sequences=frozenset(sequences.items()))

    def with_sent(self, message: OutgoingMessage, *, waits: bool) -> "SentMessages":
        """Return the mail after one more send."""
        if waits:
            return replace(self, waiting=self.waiting | {message})
        return replace(self, sent=self.sent | {_arrived(message)})

    def with_one_inside(self, message: OutgoingMessage) -> "SentMessages":
        """Return the mail after one more send to an endpoint of the scenario's own."""
        return replace(self, inside=self.inside | {message})

    def with_answer(self, answer: OutgoingMessage) -> "SentMessages":
        """Return the mail after a caller was told this."""
        return replace(self, answered=self.answered | {answer})

    def received(self, message: OutgoingMessage, *, handled: bool) -> "SentMessages":
        """Return the mail after the receiver has got a message that waited."""
        done = (*self.handled, _arrived(message)) if handled else self.handled
        in_order = tuple(sorted(done, key=lambda m: m.message_id))
        return replace(self, waiting=self.waiting - {message}, handled=in_order)

    def heard(self, *, by_token: bool) -> frozenset[OutgoingMessage]:
        """Return what has reached those who listen; a copy that they handle has another id."""
        if not by_token:
            return self.sent | self.answered
        times: Counter[tuple[str, object]] = Counter()
        found = set(self.answered)
        for message in self.handled:
            copy = (message.message_id, message.body)
            times[copy] += 1
            again = AGAIN * (times[copy] - 1)
            found.add(replace(message, message_id=message.message_id + again))
        return frozenset(found)


def _arrived(message: OutgoingMessage) -> OutgoingMessage:
    return replace(message, headers=FrozenDict(()))  # type: ignore[arg-type]  # as it is stored


def token_of(message: OutgoingMessage) -> str | None:
    """Return the token that a message carries in its headers, or None."""
    headers: dict[str, str] = thaw(message.headers)
    return headers.get("token")


def is_again(message_id: str) -> bool:
    """True for the id of a message that was handled again under its own id."""
    return message_id.endswith(AGAIN)


def name_of(message: OutgoingMessage) -> str:
    """Return the message's id as it is written in a schedule, which has no blanks."""
    return "_".join(message.message_id.split())
