"""Who takes which message: each endpoint has consumers of its own.

Without endpoints of the scenario's own there is one: that of the handler. Its number is 0. Messages
of several types can have the same handler, and then they share its consumers.
"""

from collections.abc import Mapping

from consistent_messaging.execution.reachable_state import ReachableState
from consistent_messaging.model.attempt_tree import AttemptTree
from consistent_messaging.model.state import FLAGS, ROUND, State


class Consumers:
    """Knows which endpoint handles a message. `names` are those of the endpoints, by number."""

    def __init__(
        self,
        reachable: ReachableState,
        endpoints: Mapping[type, ReachableState],
        tree: AttemptTree,
    ) -> None:
        codes = list(dict.fromkeys([reachable, *endpoints.values()]))
        self._numbers = {code: number for number, code in enumerate(codes)}
        self.names = [getattr(code.make_handler, "__name__", "handler") for code in codes]
        self._tree = tree

    def endpoint_of(self, message: int) -> int:
        """Return the number of the endpoint that handles a message."""
        return self._numbers[self._tree.works[message].code]

    def busy(self, state: State, endpoint: int) -> int:
        """Return how many consumers of an endpoint have an attempt."""
        nodes = self._tree.nodes
        at_work = [code // FLAGS for code in state.attempts if code % FLAGS != ROUND]
        return sum(self.endpoint_of(nodes[number].message) == endpoint for number in at_work)
