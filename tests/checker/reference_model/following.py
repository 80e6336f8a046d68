"""What is sent and handled by an endpoint of the scenario's own, in the plain search.

Such a message waits in the queue under a text that says all of it, behind an arrow.
"""

from collections.abc import Callable, Mapping
from typing import Any
from zlib import crc32

from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.api.frozen_values import freeze, thaw
from consistent_messaging.api.spec import Rules

from reference_model.state import FOLLOWS, TIMES, State, queued, with_sent


class Endpoints:
    """Who handles what; 0 is the number of the handler, and the others follow."""

    def __init__(
        self,
        handler: Callable[..., Any],
        by_type: Mapping[type, Callable[..., Any]],
        messages: Mapping[str, object],
        rules: Rules,
        *,
        counts: bool,
    ) -> None:
        self.handlers = list(dict.fromkeys([handler, *by_type.values()]))
        self._by_type, self._rules, self._counts = by_type, rules, counts
        self._handler_of = {
            name: by_type.get(type(body), handler) for name, body in messages.items()
        }
        self._messages: dict[str, OutgoingMessage] = {}

    def handler_of(self, message: str) -> Callable[..., Any]:
        return self._handler_of[message]

    def number_of(self, message: str) -> int:
        return self.handlers.index(self._handler_of[message])

    def message(self, name: str) -> OutgoingMessage:
        """A message that follows, with its id, its content and its headers."""
        return self._messages[name]

    def sent(self, state: State, message: OutgoingMessage) -> State:
        """The state after one more send, which leaves or is queued for an endpoint."""
        if type(thaw(message.body)) not in self._by_type:
            return with_sent(state, message, self._rules)
        follows: Any = freeze(message)
        noted = with_sent(state, message, self._rules, leaves=False)
        name = f"{self.met(follows)}{TIMES}1" if self._counts else self.met(follows)
        return queued(noted._replace(inside=noted.inside | {follows}), name)

    def met(self, message: OutgoingMessage) -> str:
        """The name of a message that follows, which is known from now on."""
        name = f"{FOLLOWS}{message!r}"
        self._messages[name] = known = thaw(message)
        self._handler_of[name] = self._by_type[type(known.body)]
        return name


def short(message: str) -> str:
    """The name of a message, or of a batch, as it is found in an id."""
    is_plain = message.isidentifier()
    return message if is_plain else f"F{crc32(message.encode())}"
