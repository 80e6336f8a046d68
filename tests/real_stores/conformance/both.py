"""A simulated store and a real one, called the same, with answers that are compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from consistent_messaging.api.errors import MessagingError
from consistent_messaging.api.stores import Blob, StoredDocument, StoredRow, TableRow

from conformance.queue_model import written

REFUSALS = (MessagingError, TypeError, ValueError)


@dataclass(frozen=True)
class Pair:
    """What the two stores call the same version, or the rows that have it."""

    simulated: Any
    real: Any


@dataclass(frozen=True)
class Answer:
    """What both have answered: the value, the versions in it, and the error if they refused."""

    value: Any = None
    held: tuple[Pair, ...] = ()
    refused: type[Exception] | None = None


class Both:
    """Calls both, and fails where they differ. Versions are compared by which of them are equal."""

    def __init__(self, simulated: Any, real: Any) -> None:
        self.simulated, self.real = simulated, real
        self._real_of: dict[str, str] = {}
        self._simulated_of: dict[str, str] = {}
        self._has_failed = False

    def call(self, operation: str, *args: Any, gives_version: bool = False, **named: Any) -> Answer:
        """Call both. `gives_version`: the text that is answered is a version."""
        call = f"{operation}{args}{named or ''}"
        ours = _outcome(self.simulated, operation, _for("simulated", [args, named]))
        theirs = _outcome(self.real, operation, _for("real", [args, named]))
        refused = isinstance(ours, REFUSALS) or isinstance(theirs, REFUSALS)
        if refused:
            self._expect(type(ours) is type(theirs), call, ours, theirs)
            return Answer(refused=type(ours))
        return self._compared(call, ours, theirs, gives_version)

    def compare_records(self) -> None:
        """Compare all that is kept, unless a difference was found before."""
        if self._has_failed:
            return
        ours, theirs = self.simulated.records, self.real.records
        self._expect(ours.keys() == theirs.keys(), "records", ours, theirs)
        for key in ours:
            self._compared(f"records[{key!r}]", ours[key], theirs[key], False)

    def _compared(self, call: str, ours: Any, theirs: Any, gives_version: bool) -> Answer:
        our_versions, our_value, our_held = _split(ours, gives_version)
        their_versions, their_value, their_held = _split(theirs, gives_version)
        same = written(our_value) == written(their_value)
        self._expect(same and len(our_versions) == len(their_versions), call, ours, theirs)
        for mine, other in zip(our_versions, their_versions, strict=True):
            paired = self._real_of.setdefault(mine, other) == other
            paired = self._simulated_of.setdefault(other, mine) == mine and paired
            self._expect(paired, f"{call}, by which versions are equal,", ours, theirs)
        held = tuple(map(Pair, our_held, their_held))
        return Answer(our_value, held)

    def _expect(self, is_so: bool, call: str, ours: Any, theirs: Any) -> None:
        if not is_so:
            self._has_failed = True
            raise AssertionError(f"{call}\n  simulated: {ours!r}\n  real:      {theirs!r}")


def _outcome(store: Any, operation: str, arguments: Any) -> Any:
    args, named = arguments
    try:
        return getattr(store, operation)(*args, **named)
    except REFUSALS as error:
        return error


def _for(side: str, value: Any) -> Any:
    """Return the value with what this store calls each version; a container is a fresh one."""
    if isinstance(value, Pair):
        return getattr(value, side)
    if isinstance(value, Mapping):
        return {key: _for(side, item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_for(side, item) for item in value)
    return value


def _split(answer: Any, is_version: bool) -> tuple[Sequence[str], Any, Sequence[Any]]:
    """Return the versions in an answer, the rest of it, and what a client would hold of it."""
    if is_version:
        return [answer], None, [answer]
    if isinstance(answer, Blob):
        return [answer.etag], answer.document, [answer.etag]
    if isinstance(answer, (StoredDocument, StoredRow)):
        return [answer[1]], answer[0], []
    if isinstance(answer, TableRow):
        return [answer.version], (answer.key, answer.value), [answer]
    if isinstance(answer, list) and answer and isinstance(answer[0], TableRow):
        return [row.version for row in answer], [(row.key, row.value) for row in answer], answer
    return [], answer, []
