"""Who listens downstream: the next endpoint, which must recognise copies.

Usually it recognises them by their ids, and nothing waits. A receiver that checks tokens gets each
message at a moment of its own, handles it if its token is there, and removes the token.
"""

from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.model.intern_table import Interned
from consistent_messaging.model.sent_messages import SentMessages, token_of
from consistent_messaging.model.store_states import StoreStates
from consistent_messaging.text.format import short


class Downstream:
    """Gets what was sent. With `tokens`, the name of a store, it checks tokens there."""

    def __init__(
        self, tokens: str | None, stored: StoreStates, mail: Interned[SentMessages]
    ) -> None:
        self._tokens, self._stored, self._mail = tokens, stored, mail
        self.checks_tokens = tokens is not None
        self._heard: dict[int, frozenset[OutgoingMessage]] = {}
        self._arrivals: dict[tuple[int, int], list[tuple[OutgoingMessage, int, int]]] = {}

    def waiting(self, sent: int) -> list[OutgoingMessage]:
        """Return the messages that are on their way, by their ids, and copies by their tokens."""
        waiting = self._mail.values[sent].waiting
        return sorted(waiting, key=lambda m: (m.message_id, token_of(m) or ""))

    def heard(self, sent: int) -> frozenset[OutgoingMessage]:
        """Return what has been heard; copies that are recognised count once."""
        if sent not in self._heard:
            self._heard[sent] = self._mail.values[sent].heard(by_token=self.checks_tokens)
        return self._heard[sent]

    def accepts(self, stores: int, message: OutgoingMessage) -> bool:
        """True if the token of a message that waits is found."""
        token = token_of(message)
        if self._tokens is None or token is None:
            return False
        return self._stored.has(stores, self._tokens, token)

    def arrivals(self, stores: int, sent: int) -> list[tuple[OutgoingMessage, int, int]]:
        """Return each message that can arrive, and what is kept and sent once it has."""
        found = self._arrivals.get((stores, sent))
        if found is None:
            waiting = self.waiting(sent)
            found = [(message, *self.received(stores, sent, message)) for message in waiting]
            self._arrivals[stores, sent] = found
        return found

    def received(self, stores: int, sent: int, message: OutgoingMessage) -> tuple[int, int]:
        """Return what the stores keep and what was sent once a message that waits has arrived."""
        handled = self.accepts(stores, message)
        if handled:
            stores = self._stored.without(stores, str(self._tokens), str(token_of(message)))
        mail = self._mail.values[sent].received(message, handled=handled)
        return stores, self._mail.number(mail)

    def sentence_for(self, stores: int, message: OutgoingMessage) -> str:
        """Tell what becomes of a message that arrives now."""
        what, token = short(message.body), token_of(message)
        if token is None:
            return f"Downstream gets {what} without a token, and ignores it."
        if self.accepts(stores, message):
            return f"Downstream gets {what}, finds its token {token}, and handles it."
        return f"Downstream gets {what}, does not find its token {token}, and ignores it."
