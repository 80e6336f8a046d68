"""Simulates one history: somebody chooses each action, and each becomes a step with a sentence.

Nothing happens by itself: one action is taken after the other. An action is written as its mark
(the table is `model/actions.py`) and what it is about: `+A` delivers message A, `.A` is the next
step of the attempt at A, `xinbox:A` removes a record, `>ID` hands a message to the next endpoint,
`@later` lets a long time pass, and `:stops` and `:runs` say how the clock goes on.
`<A@4` is a read that returns the value after step 4.

Where two attempts at A are alive, `.A2` names the second delivery of A. The actions taken, in
order, are its schedule; the same schedule gives the same history.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from consistent_messaging.api.frozen_values import thaw
from consistent_messaging.execution.replay import NEW_ID, Answer
from consistent_messaging.model.actions import (
    ACK,
    CLOCK,
    DELIVERY,
    ENDED,
    KINDS,
    LATER,
    RECEIVED,
    STALE_READ,
    STEP,
    WAYS,
    ActionKind,
    Struck,
)
from consistent_messaging.model.attempt_tree import Next
from consistent_messaging.model.lives import WHY
from consistent_messaging.model.sent_messages import name_of
from consistent_messaging.model.state import (
    FLAGS,
    Action,
    ImpossibleActionError,
    State,
    key_in_schedule,
)
from consistent_messaging.model.state_machine import Model
from consistent_messaging.simulation.attempt import (
    Attempt,
    asked,
    count_delivery,
    delivered,
    failed,
    happened,
    is_fault,
    what_becomes,
    why_not,
)
from consistent_messaging.simulation.broker import message_called
from consistent_messaging.simulation.given_names import GivenNames
from consistent_messaging.simulation.history import History, Sent, Step
from consistent_messaging.simulation.lanes import Lanes
from consistent_messaging.simulation.refusals import explained
from consistent_messaging.simulation.stale_reads import StaleReads
from consistent_messaging.text.calls import heading_of

__all__ = ["MARKS", "ImpossibleActionError", "Simulator", "replay"]

_OF_AN_ANSWER = (LookupError, ValueError, UnboundLocalError)
MARKS = "".join(KINDS)


class Simulator:
    """Takes actions from the first state of a model on, and knows its attempts by name."""

    def __init__(self, model: Model, on_step: Callable[[Step], None] = lambda step: None) -> None:
        self.model = model
        self.state = model.initial()
        self.attempts: list[Attempt] = []
        self.consumer_of: dict[str, int] = {}
        self.deliveries: Counter[str] = Counter()
        self._on_step = on_step
        self.edges: list[tuple[State, Action, State]] = []
        self._steps: list[Step] = []
        self._sent: list[Sent] = []
        self._answered = ""
        self.names = GivenNames()
        self.lanes = Lanes(model)

    def take(self, action: str) -> None:
        """Take one action; raise `ImpossibleActionError` if it cannot be taken now."""
        mark, subject = action[:1], action[1:]
        if mark not in MARKS or not subject:
            raise ImpossibleActionError(
                f"{action!r} is not an action. An action is one of {' '.join(MARKS)} and a "
                f"message, such as +{self.model.names[0]}."
            )
        self._answered = ""
        kind = KINDS[mark]
        match kind.strikes:
            case Struck.BROKER:
                self._broker(action, kind, subject)
            case Struck.STORE:
                self._remove(action, kind, subject)
            case Struck.DOWNSTREAM:
                self._receive(action, subject)
            case Struck.WORLD:
                self._let_time_pass(action, kind, subject)
            case Struck.ATTEMPT:
                named = action.split("@")[0] if kind is STALE_READ else action
                self._act(action, kind, self._meant(named))

    def named(self, mark: str, attempt: Attempt, answer: Answer | None = None) -> str:
        """Return the action with this mark for this attempt, as short as it can be.

        `answer` is the outdated value that a stale read returns; without it, it is the oldest.
        """
        alone = sum(a.message == attempt.message for a in self.attempts) <= 1
        truth = self._stale_reads(attempt).suffix(answer) if mark == STALE_READ.mark else ""
        return f"{mark}{attempt.in_schedule(alone=alone)}{truth}"

    def round_of(self, name: str) -> Attempt:
        """Return the round of a process that is under way, or the one that can begin."""
        under_way = [a for a in self.attempts if a.message == name]
        if under_way:
            return under_way[0]
        consumer = self.lanes.of_process(name)
        code = self.model.round_of(name, self.state)
        return Attempt(name, self.deliveries[name] + 1, consumer, code=code)

    def waiting(self) -> list[str]:
        """Return the names of the messages in the queue, each as often as it waits."""
        return self.model.queued(self.state)

    def on_their_way(self) -> list[str]:
        """Return the ids of the messages that wait for the next endpoint."""
        return sorted(name_of(message) for message in self.model.mail(self.state).waiting)

    def history(self) -> History:
        """Return what has happened so far."""
        alive = [name for attempt in self.attempts for name in attempt.names]
        dead = tuple(map(self.names.text, self.model.dead_letters(self.state)))
        left = () if self.model.deliveries.may_stay else dead
        waiting = [*map(self.names.text, self.waiting()), *left, *alive, *self.on_their_way()]
        return History(
            steps=tuple(self._steps),
            played=tuple(self.model.names),
            sent=tuple(self._sent),
            heard=frozenset(map(self.names.value, self.model.heard(self.state))),
            records=self.records(),
            waiting=tuple(dict.fromkeys(waiting)),
            restless=tuple(self.model.rest.restless(self.state)),
            names=self.names,
            dead_letters=dead,
        )

    def records(self) -> dict[str, dict[str, Any]]:
        """Return what every store keeps now, by the store's name and by key."""
        named = self.names
        return {
            store: {named.text(key): by_key[key] for key in sorted(by_key, key=named.text)}
            for store, by_key in self.model.stored.records(self.state.stores, named.value).items()
        }

    def _broker(self, action: str, kind: ActionKind, name: str) -> None:
        number = message_called(self.model, self.state, kind, name)
        if kind is not DELIVERY:
            self._note_step(action, kind.history.format(message=name), fault=bool(kind.costs))
            self._go(Action(kind.mark, number))
            return
        attempt = self._delivered(number)
        to = self.lanes.name_of(attempt.consumer)
        self._note_step(action, delivered(attempt, to, self.deliveries), attempt)
        self._begin(attempt)
        self._go(Action(kind.mark, number), attempt)
        if attempt not in self.attempts:
            ends = f"{attempt.label} fails; {what_becomes(attempt)}."
            sentence = f"{self._steps[-1].sentence} {ends}"
            self._steps[-1] = replace(self._steps[-1], sentence=sentence)
            self._on_step(self._steps[-1])

    def _delivered(self, number: int) -> Attempt:
        """Return the attempt with which a message is delivered, or a batch."""
        tree, fate_of = self.model.tree, self.model.deliveries.fate
        members, scheduled = tree.members(number), tree.works[number].name
        names = tuple(self.names.text(tree.works[each].name) for each in members)
        ordinal, lane = count_delivery(self.deliveries, names), self.lanes.take(number, self.busy)
        fates = tuple(map(fate_of, members))
        return Attempt(self.names.text(scheduled), ordinal, lane, scheduled, names, fates)

    @property
    def busy(self) -> set[int]:
        """The lanes in which somebody is at something."""
        return {attempt.consumer for attempt in self.attempts}

    def _remove(self, action: str, kind: ActionKind, subject: str) -> None:
        store, _, named = subject.partition(":")
        kept = self.model.records(self.state).get(store, {})
        key = next((key for key in kept if key_in_schedule(key) == named), None)
        if key is None:
            raise ImpossibleActionError(f"There is no record {named!r} in {store!r}.")
        why = self.why_it_ends(store, key) if kind is ENDED else ""
        if self.model.after(self.state, Action(kind.mark, (store, key))) is None:
            raise ImpossibleActionError(f"The record {key} in {store} cannot be evicted.")
        told = kind.history.format(key=key, store=store, why=why)
        self._note_step(action, told, fault=bool(kind.costs))
        self._go(Action(kind.mark, (store, key)))

    def why_it_ends(self, store: str, key: str) -> str:
        """Say why a record runs out; raise `ImpossibleActionError` if it does not now."""
        for record in self.model.lives.ends(self.state):
            if (record.store, record.key) == (store, key):
                return WHY[record.life]
        raise ImpossibleActionError(f"{key} in the {store} does not run out now.")

    def _receive(self, action: str, name: str) -> None:
        waiting = self.model.receiver.waiting(self.state.sent)
        message = next((m for m in waiting if name_of(m) == name), None)
        if message is None:
            on_way = ", ".join(self.on_their_way()) or "nothing"
            raise ImpossibleActionError(f"{name} is not on its way; on its way: {on_way}.")
        self._note_step(action, self.model.receiver.sentence_for(self.state.stores, message))
        self._go(Action(RECEIVED.mark, message))

    def _let_time_pass(self, action: str, kind: ActionKind, subject: str) -> None:
        pauses = subject == LATER and self.model.can_pause(self.state)
        if subject not in WAYS if kind is CLOCK else not pauses:
            raise ImpossibleActionError(kind.impossible)
        told = kind.history.format(way=WAYS.get(subject))
        self._note_step(action, told, fault=bool(kind.costs))
        self._go(Action(kind.mark, subject))

    def _act(self, action: str, kind: ActionKind, attempt: Attempt) -> None:
        if not self.model.possible(self.state, attempt.code, kind):
            raise ImpossibleActionError(why_not(kind, attempt))
        node = self.model.node(attempt.code)
        if attempt not in self.attempts:
            self.deliveries[attempt.message] += 1
            self._begin(attempt)
            if kind is STEP and self.model.rounds.begins_alone(attempt.code):
                self._note_step(action, f"{attempt.label} begins a round.", attempt)
                self._go(Action(kind.mark, attempt.code), attempt)
                return
        truth = self._stale_reads(attempt).meant(action) if kind is STALE_READ else None
        taken = Action(kind.mark, attempt.code, truth)
        if not kind.is_step or node.next != Next.CALL:
            if kind.is_step and kind.applies and node.message_out is not None:
                self._sent.append(Sent(self.names.value(node.message_out), attempt.label))
            if kind is ACK and node.answer is not None and not attempt.zombie:
                self._sent.append(Sent(self.names.value(node.answer), attempt.label))
            sentence = happened(kind, attempt, node)
            self._note_step(action, sentence, attempt, fault=is_fault(kind, attempt))
            self._go(taken, attempt)
        else:
            self._call(action, taken, kind, attempt)

    def _begin(self, attempt: Attempt) -> None:
        self.attempts.append(attempt)
        self.consumer_of[attempt.label] = attempt.consumer

    def _call(self, action: str, taken: Action, kind: ActionKind, attempt: Attempt) -> None:
        """Carry out the call at which an attempt waits."""
        before, call = self.state, self.model.node(attempt.code).call
        assert call is not None
        how = taken.answer or kind.mark
        answer, stores, sent = self.model.carried_out(before, attempt.code, how)
        attempt.wrote |= stores != before.stores
        applied = (
            self.model.carried_out(before, attempt.code, STEP.mark)[0] if kind.lies else answer
        )
        again = call.sends and kind.applies and applied.error is None
        if again or sent != before.sent:
            self._sent.append(Sent(thaw(self.names.value(call.arguments[0])), attempt.label))
        touched = self.model.stored.touched(call, before.stores, stores)
        records = tuple((call.port, self.names.text(key)) for key in touched)
        said = explained(call, applied, attempt, self._steps, records)
        changes = self.model.stored.changes(call, before.stores, stores)
        sentence = asked(kind, attempt, call, said, changes)
        if taken.answer:
            sentence += f" {self._stale_reads(attempt).sentence_for(taken.answer)}"
        self._answered = sentence
        details = dict[str, Any](line=self.model.node(attempt.code).line, called=True)
        details |= {"read": call.reads, "wrote": stores != before.stores}
        details |= {"records": records, "heading": self.names.text(heading_of(call))}
        if answer.error is None:
            attempt.note_etag(answer.value, len(self._steps) + 1)
            left = before._replace(stores=stores, sent=sent)
            details["refusal"] = self.model.own_failure(left, attempt.code, answer)
            if details["refusal"]:
                sentence += failed(attempt, f": {details['refusal']}")
            self._note_step(action, sentence, attempt, fault=bool(kind.costs), **details)
            self._go(taken, attempt)
            return
        self._go(taken, attempt)  # whether the handler deals with the error belongs to the step
        if attempt not in self.attempts:
            sentence += failed(attempt)
        details["refusal"] = said.error[1] if kind is STEP and said.error else ""
        self._note_step(action, sentence, attempt, fault=bool(kind.costs), **details)

    def _go(self, action: Action, attempt: Attempt | None = None) -> None:
        """Take the action in the model, and see what became of the attempt."""
        nodes, before = len(self.model.tree.nodes), Counter(self.state.attempts)
        after = self.model.after(self.state, action)
        assert after is not None
        if attempt is not None and attempt.is_round:
            self._print(attempt, action)
        self.edges.append((self.state, action, after))
        self.state = after
        known = len(self.model.tree.nodes) == nodes  # else it was printed while it was found out
        if attempt is None:
            self._see_names(())
            return
        acted = KINDS[action.mark].strikes is Struck.ATTEMPT
        left = before - Counter([action.subject] if acted else [])
        new = list(Counter(after.attempts) - left)
        if not new:
            self._see_names(())
            self.attempts.remove(attempt)
            return
        attempt.code = new[0]
        node = self.model.node(attempt.code)
        self._see_names(answer.value for call, answer in node.answers if call == NEW_ID)
        if node.error is not None:
            self._note(node.error)
            with suppress(AttributeError):  # an error of the learner's own may refuse it
                node.error.history = self.history()  # type: ignore[attr-defined]
            raise node.error
        if attempt.is_round:
            return
        if node.printed > attempt.printed and known and self.model.tree.echo:
            self.model.tree.run_again(attempt.code // FLAGS, print_from=attempt.printed)
        attempt.printed = node.printed

    def _print(self, attempt: Attempt, action: Action) -> None:
        """Print what a round prints in a step: it was perhaps looked at ahead, in silence."""
        kind, code = KINDS[action.mark], attempt.code
        if not self.model.tree.echo or not kind.is_step:
            return
        if self.model.rounds.begins_alone(code) and code not in self.state.attempts:
            number = code // FLAGS
        else:
            number = self.model.reached(self.state, code, action.answer or kind.mark)
        node = self.model.tree.nodes[number]
        if node.printed > attempt.printed:
            self.model.tree.run_again(number, print_from=attempt.printed)
        attempt.printed = node.printed

    def _see_names(self, asked_for: Iterable[Any]) -> None:
        self.names.see(self.model.names_in_sight(self.state), asked_for)

    def _note(self, error: BaseException) -> None:
        """Add to a mistake in the handler's code what the handler was answered before it."""
        of_an_answer = isinstance(error, _OF_AN_ANSWER) or "NoneType" in str(error)
        if self._answered and of_an_answer and not hasattr(error, "__notes__"):
            error.add_note(f"Before that, {self.names.text(self._answered)}")

    def _note_step(
        self, action: str, sentence: str, attempt: Attempt | None = None, **details: Any
    ) -> None:
        label = attempt.label if attempt else None
        details["refusal"] = self.names.text(details.get("refusal", ""))
        said = self.names.text(sentence)
        step = Step(len(self._steps) + 1, action, said, label, **details)
        self._steps.append(step)
        self._on_step(step)

    def _stale_reads(self, attempt: Attempt) -> StaleReads:
        states = [*(before for before, _, _ in self.edges), self.state]
        return StaleReads(self.model, states, attempt.code)

    def _meant(self, action: str) -> Attempt:
        if action[1:] in self.model.rounds.names:
            return self.round_of(action[1:])
        alone, numbered = (
            [a for a in self.attempts if action[1:] == a.in_schedule(alone=alone)]
            for alone in (True, False)
        )
        alive = alone + numbered
        if len(alive) != 1:
            labels = ", ".join(a.label for a in self.attempts) or "none"
            how_many = "No attempt is" if not alive else "More than one attempt is"
            raise ImpossibleActionError(f"{action}: {how_many} meant by this; alive: {labels}.")
        return alive[0]


def replay(simulator: Simulator, schedule: str | Sequence[str], first: int = 1) -> History:
    """Take the schedule's actions; raise `ImpossibleActionError` where one is impossible.

    `first` is the number of the first of these steps in its history.
    """
    actions = schedule.split() if isinstance(schedule, str) else schedule
    for number, action in enumerate(actions, start=first):
        try:
            simulator.take(action)
        except ImpossibleActionError as problem:
            raise ImpossibleActionError(problem.problem, number) from None
    return simulator.history()
