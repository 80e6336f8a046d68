"""The lanes of a history: who acts in it, by number.

First come the consumers of the handler, then the processes. A consumer of another endpoint gets a
lane when it takes its first message.
"""

from collections.abc import Collection

from consistent_messaging.model.state_machine import Model


class Lanes:
    """Knows who acts in which lane; `endpoints` names the lanes behind those of the processes."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._endpoint_in: list[int] = []
        self.endpoints: list[str] = []

    def of_process(self, name: str) -> int:
        """Return the lane of a process."""
        return self._model.consumers + 1 + self._model.rounds.names.index(name)

    def taker(self, message: int, busy: Collection[int]) -> tuple[int, str]:
        """Return the lane of the consumer that would take this message, and its name.

        One consumer of its endpoint is not `busy`; it may have taken nothing so far.
        """
        endpoint = self._model.consumers_of.endpoint_of(message)
        if endpoint == 0:
            lane = next(n for n in range(1, self._first) if n not in busy)
            return lane, self.name_of(lane)
        own = [n for n, each in enumerate(self._endpoint_in, self._first) if each == endpoint]
        free = [lane for lane in own if lane not in busy]
        if free:
            return free[0], self.name_of(free[0])
        name = self._model.consumers_of.names[endpoint]
        return self._first + len(self.endpoints), f"{name} {len(own) + 1}" if own else name

    def take(self, message: int, busy: Collection[int]) -> int:
        """Return the lane in which this message is taken now."""
        lane, name = self.taker(message, busy)
        if lane == self._first + len(self.endpoints):
            self._endpoint_in.append(self._model.consumers_of.endpoint_of(message))
            self.endpoints.append(name)
        return lane

    def name_of(self, lane: int) -> str:
        """Return who acts in a lane, as a sentence names it."""
        if lane < self._first:
            return f"consumer {lane}"
        return self.endpoints[lane - self._first]

    @property
    def _first(self) -> int:
        """The first lane of another endpoint."""
        return self._model.consumers + 1 + len(self._model.rounds.names)
