"""What is right: the lesson's pure function over every sequence of the distinct messages.

A sequence of some of the messages allows one state and one collection of published contents.
At every moment some sequence has to explain the state that is stored and all that was sent; at
rest some sequence of all messages has to explain them exactly. Both must match the same sequence.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import permutations
from typing import Any

from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.api.spec import NO_LESSON, Anomaly, Lesson, Rules
from consistent_messaging.model.answers import is_answer, request_of
from consistent_messaging.model.sent_messages import is_again
from consistent_messaging.model.services import is_effect
from consistent_messaging.text.format import listed, short, shown


@dataclass(frozen=True)
class Violation:
    """What is wrong with a state: the course's word, and a sentence without a full stop.

    `subject` is the name of the message that it is about, where it is about one, and `content` what
    was not published, or should not have been.
    """

    anomaly: Anomaly
    message: str
    subject: str | None = None
    content: str | None = None


_FEW = 3  # messages, of which every sequence with three copies of one is soon tried
STUCK = Violation("stuck", "from here on, this can never finish by itself")


@dataclass(frozen=True)
class Explanation:
    """What one sequence of some messages leads to."""

    names: tuple[str, ...]
    state: Any
    published: Counter[object]
    events: tuple[object, ...] = ()


class Oracle:
    """Judges states by what some sequence of the messages would have shown.

    `heard` is the word for what has become of a content once others know of it.
    """

    def __init__(
        self, lesson: Lesson, messages: Mapping[str, object], heard: str = "published"
    ) -> None:
        self._lesson, self._messages, self._heard = lesson, messages, heard
        self._all = [self._explained(names) for names in _selections(tuple(messages))]
        self._complete = [e for e in self._all if len(e.names) == len(messages)]

    def always(
        self, state: Any, sent: Iterable[OutgoingMessage], *, settled: bool = True
    ) -> Violation | None:
        """Return what is wrong already, however it may go on.

        A state that has not `settled` is not looked at.
        """
        by_id = _by_id(sent)
        if isinstance(by_id, Violation):
            return by_id
        contents = Counter(by_id.values())
        fitting = [e for e in self._all if e.state == state or not settled]
        if any(not contents - e.published for e in fitting):
            return None
        return self._too_much(state, by_id, fitting)

    def out_of_sequence(
        self,
        state: Any,
        sent: Iterable[OutgoingMessage],
        sequences: Mapping[str, tuple[object, ...]],
        key_of: Callable[[Any], str | None],
        *,
        settled: bool = True,
    ) -> Violation | None:
        """Return which content came before another one that goes first, if that is so.

        `sequences` has the contents that were heard by key. Nothing is wrong otherwise: `always`
        had no objection.
        """
        contents = Counter({m.message_id: m.body for m in sent}.values())
        fitting = [e for e in self._all if e.state == state or not settled]
        possible = [e for e in fitting if not contents - e.published]
        first: Violation | None = None
        for e in possible:
            wrong = _first_too_early(e.events, sequences, key_of)
            if wrong is None:
                return None
            first = first or wrong
        return first

    def at_rest(
        self, state: Any, sent: Iterable[OutgoingMessage], dead: Collection[str] = ()
    ) -> Violation | None:
        """Return what is missing from a state in which nothing is left to happen.

        The state is one in which nothing is wrong otherwise: `always` had no objection. The `dead`
        letters may stay as they are: it is as well if such a message was not handled at all. If one
        that follows from others is dead, that is true for all from outside.
        """
        contents = Counter({m.message_id: m.body for m in sent}.values())
        fitting = [e for e in self._those_with_all_but(dead) if e.state == state]
        if any(e.published == contents for e in fitting):
            return None
        if fitting:
            nearest = min(fitting, key=lambda e: (e.published - contents).total())
            missing = next(iter(nearest.published - contents))
            if contents[missing]:
                rule = f"was due {nearest.published[missing]} times, each under an id of its own"
                return Violation("lost", f"{short(missing)} {rule}", content=short(missing))
            rule = f"{short(missing)} was never {self._heard}"
            return Violation("lost", rule, content=short(missing))
        some = next(e for e in self._all if e.state == state)
        missing = [name for name in self._messages if name not in some.names]
        gone = next((name for name in missing if name not in dead), missing[0])
        return Violation("lost", f"{gone} was acked and left no trace: {self._holds(state)}", gone)

    def _those_with_all_but(self, dead: Collection[str]) -> list[Explanation]:
        if not dead:
            return self._complete
        follows = any(name not in self._messages for name in dead)
        needed = set() if follows else set(self._messages) - set(dead)
        return [e for e in self._all if needed <= set(e.names)]

    def can_be(self, state: Any) -> bool:
        """True if some of the messages, in some sequence, lead to this state."""
        return any(e.state == state for e in self._all)

    def nearest(self, state: Any, sent: Iterable[OutgoingMessage]) -> Explanation:
        """Return the sequence of all messages that comes closest to what happened."""
        contents = Counter({m.message_id: m.body for m in sent}.values())

        def distance(e: Explanation) -> tuple[bool, int]:
            missing, extra = e.published - contents, contents - e.published
            return e.state != state, missing.total() + extra.total()

        return min(self._complete, key=distance)

    def _explained(self, names: tuple[str, ...]) -> Explanation:
        state, published = self._lesson.initial, list[object]()
        for name in names:
            state, events = self._lesson.decide(state, self._messages[name])
            published.extend(events)
        return Explanation(names, state, Counter(published), tuple(published))

    def _too_much(
        self, state: Any, by_id: Mapping[str, object], fitting: list[Explanation]
    ) -> Violation:
        if not fitting:
            return self._impossible(state)
        contents = Counter(by_id.values())
        nearest = min(fitting, key=lambda e: (contents - e.published).total())
        extra = next(iter(contents - nearest.published))
        due = max(e.published[extra] for e in self._all)
        if contents[extra] > due > 0:
            ids = [name for name, body in by_id.items() if body == extra]
            if all(is_effect(name) for name in ids):
                rule = f"took effect {len(ids)} times outside: {listed(ids)}"
                return Violation("duplicate", f"{short(extra)} {rule}", content=short(extra))
            rule = f"was {self._heard} {_too_often(ids, due)}"
            return Violation("duplicate", f"{short(extra)} {rule}", content=short(extra))
        times = f" {contents[extra]} times" if contents[extra] > 1 else ""
        told = all(is_answer(name) for name, body in by_id.items() if body == extra)
        what = f"{short(extra)} was {'answered' if told else self._heard}{times}"
        authors = [e for e in self._all if e.published[extra] >= contents[extra]]
        if not authors:
            never = "which no sequence of the messages allows"
            rule = f"{what}, {never if told else self._why_never(extra)}"
            return Violation("contradictory", rule, content=short(extra))
        author = min(authors, key=lambda e: len(e.names))
        if set(author.names) <= set(nearest.names):
            rule = f"{what}, which does not fit: {self._holds(state)}"
            return Violation("contradictory", rule, content=short(extra))
        return Violation("ghost", f"{what}, and {self._holds(state)}", content=short(extra))

    def _why_never(self, content: object) -> str:
        """Say what no sequence of the messages publishes: this content, or any of its kind."""
        kinds = {type(published) for e in self._all for published in e.published}
        if type(content) in kinds:
            return "which no sequence of the messages allows"
        kind = type(content).__name__
        return (
            f"and no message here leads to a {kind} for others. What is only kept, such as a "
            "marker, is stored and not published"
        )

    def _impossible(self, state: Any) -> Violation:
        for times, word in {2: "twice", 3: "three times"}.items():
            few = len(self._messages) <= _FEW or times == 2
            for name in self._messages if few else ():
                for names in _selections((*self._messages, *[name] * (times - 1))):
                    if names.count(name) == times and self._explained(names).state == state:
                        rule = f"{name} took effect {word}: {self._holds(state)}"
                        return Violation("duplicate", rule, name)
        rule = "no sequence of the messages produces this"
        return Violation("contradictory", f"{rule}: {self._holds(state)}")

    def _holds(self, state: Any) -> str:
        return f"{self._lesson.subject} holds {shown(state)}"


class SilentOracle(Oracle):
    """Judges nothing, where no lesson says what the messages lead to."""

    def __init__(self, messages: Mapping[str, object]) -> None:
        super().__init__(NO_LESSON, messages)

    def always(
        self, state: Any, sent: Iterable[OutgoingMessage], *, settled: bool = True
    ) -> Violation | None:
        """Return None: nobody has said what is wrong."""
        return None

    def at_rest(
        self, state: Any, sent: Iterable[OutgoingMessage], dead: Collection[str] = ()
    ) -> Violation | None:
        """Return None: nobody has said what may not be missing."""
        return None

    def nearest(self, state: Any, sent: Iterable[OutgoingMessage]) -> Explanation:
        """Return that all is as it should be."""
        contents = Counter({m.message_id: m.body for m in sent}.values())
        return Explanation(tuple(self._messages), state, contents)


def oracle_for(
    lesson: Lesson, messages: Mapping[str, object], rules: Rules, *, by_token: bool = False
) -> Oracle:
    """Return what judges by this lesson, or what judges nothing if there is none."""
    if lesson is NO_LESSON:
        return SilentOracle(messages)
    heard = ["handled downstream" if by_token else "published"]
    heard += ["done outside"] * bool(rules.effects) + ["answered"] * bool(rules.requests)
    return Oracle(lesson, messages, " or ".join(heard))


def _first_too_early(
    events: Iterable[object],
    sequences: Mapping[str, tuple[object, ...]],
    key_of: Callable[[Any], str | None],
) -> Violation | None:
    """Return the first content of a key that is not the one whose turn it is."""
    due: dict[str | None, list[object]] = {}
    for event in events:
        due.setdefault(key_of(event), []).append(event)
    for key, heard in sorted(sequences.items()):
        for got, turn in zip(heard, due.get(key, []), strict=False):
            if got != turn:
                rule = f"was published before {short(turn)}, which comes first for {key}"
                return Violation("out of sequence", f"{short(got)} {rule}", content=short(got))
    return None


def _too_often(ids: list[str], due: int) -> str:
    """Say under which ids one content was heard that was due so many times."""
    if any(is_again(name) for name in ids):
        return f"{len(ids)} times: a copy of it had a token as well"
    if due > 1:
        return f"under {len(ids)} different ids, {', '.join(ids)}, and was due {due} times"
    count = {2: "two", 3: "three"}.get(len(ids), str(len(ids)))
    return f"under different ids, {' and '.join(ids)}: {count} events to those who hear them"


def _selections(names: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield every sequence of some of the names, the shortest first."""
    for count in range(len(names) + 1):
        yield from dict.fromkeys(permutations(names, count))


def two_answers(message_id: str, first: object, second: object) -> Violation:
    """Say that a request was answered in two ways."""
    rule = f"{short(first)} and {short(second)} were both answered to {request_of(message_id)}"
    return Violation("contradictory", rule, content=short(second))


def _by_id(sent: Iterable[OutgoingMessage]) -> dict[str, object] | Violation:
    """Return the contents that were sent by their ids; a violation if an id has two."""
    by_id: dict[str, object] = {}
    for message in sorted(sent, key=lambda m: (m.message_id, repr(m.body))):
        body = by_id.setdefault(message.message_id, message.body)
        if body != message.body and is_answer(message.message_id):
            return two_answers(message.message_id, body, message.body)
        if body != message.body:
            both = f"{short(body)} and {short(message.body)}"
            rule = f"were published under one id, {message.message_id}"
            return Violation("contradictory", f"{both} {rule}", content=short(message.body))
    return by_id
