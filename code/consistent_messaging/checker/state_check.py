"""Judges every state of a search, and remembers what it has judged."""

from collections.abc import Iterable
from typing import Any

from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.api.spec import NO_LESSON, NO_RULES, Lesson, Rules
from consistent_messaging.checker.leaks import Kept, Policy, kept, leak
from consistent_messaging.checker.oracle import Violation, oracle_for
from consistent_messaging.checker.rules import answers_differ, broken_invariant, sent_too_often
from consistent_messaging.model.actions import DELIVERY
from consistent_messaging.model.state import State
from consistent_messaging.model.state_machine import Model
from consistent_messaging.text.format import recorded, shown

NONE: frozenset[str] = frozenset()


class StateCheck:
    """Says what is wrong with a state, if anything is; nothing where it is `blind`."""

    def __init__(
        self,
        model: Model,
        lesson: Lesson,
        leftovers: Policy,
        rules: Rules = NO_RULES,
        *,
        blind: bool = False,
    ) -> None:
        messages = dict(zip(model.names, model.bodies, strict=True))
        self.oracle = oracle_for(lesson, messages, rules, by_token=model.receiver.checks_tokens)
        self._rules = rules
        self._model, self._lesson, self._policy = model, lesson, leftovers
        self._judged: dict[tuple[int, int, bool, int], Violation | None] = {}
        self._shown: dict[tuple[Any, ...], Violation | None] = {}
        self._orders: list[Any] = []
        self._order_in: dict[int, int] = {}
        self._usual: Kept | None = None
        self._blind = blind
        self._kept: dict[tuple[int, bool], Kept] = {}

    def __call__(self, state: State, faults: int) -> Violation | None:
        """Return what is wrong with a state that is reached with so many faults."""
        if self._blind:
            return None
        resting = self._model.at_rest(state)
        dead = state.queue if resting else 0  # only dead letters that may stay are in it
        key = (state.stores, state.sent, resting, dead)
        if key not in self._judged:
            self._judged[key] = self._wrong(state, resting)
        wrong = self._judged[key]
        return self._left_over(state, faults) if resting and not wrong else wrong

    def view(self, state: State) -> Any:
        """Return the business state that the stores keep."""
        return self._lesson.state_in(self._model.records(state))

    def _wrong(self, state: State, resting: bool) -> Violation | None:
        wrong = self._against_the_lesson(state, resting)
        if wrong or self._rules is NO_RULES:
            return wrong
        return self._against_the_rules(state, resting)

    def _against_the_lesson(self, state: State, resting: bool) -> Violation | None:
        """Judge what a state shows: few things are shown by all that is stored and sent."""
        number, sent = self._order(state), self._model.heard(state)
        stays = frozenset(self._model.dead_letters(state)) if resting and state.queue else NONE
        key = (number, sent, resting, stays)
        if key not in self._shown:
            order = self._orders[number]
            wrong = self.oracle.always(order, sent, settled=self._has_settled(resting))
            ends = resting and not wrong
            self._shown[key] = self.oracle.at_rest(order, sent, stays) if ends else wrong
        return self._shown[key]

    def _against_the_rules(self, state: State, resting: bool) -> Violation | None:
        """Judge what a state shows and the lesson does not ask for."""
        rules, mail, heard = self._rules, self._model.mail(state), self._model.heard(state)
        wrong = answers_differ(heard) or sent_too_often(rules, dict(mail.times))
        if not wrong and rules.sequence_by:
            heard_by_key = {key: _contents(sent) for key, sent in mail.sequences}
            wrong = self.oracle.out_of_sequence(
                self.view(state),
                heard,
                heard_by_key,
                rules.sequence_by,
                settled=self._has_settled(resting),
            )
        records = self._model.records(state)
        return wrong or broken_invariant(rules, records, heard, at_rest=resting)

    def _has_settled(self, resting: bool) -> bool:
        return resting or not self._lesson.settles

    def described(self, state: State) -> str:
        """Say in a sentence what the stores keep: the state of the lesson, if there is one."""
        if self._lesson is not NO_LESSON:
            return f"{self._lesson.subject} holds {shown(self.view(state))}."
        records = self._model.records(state)
        kept = [f"{key}: {recorded(r)}" for by_key in records.values() for key, r in by_key.items()]
        return f"The stores hold {'; '.join(kept) or 'nothing'}."

    def _order(self, state: State) -> int:
        """Return the number of the business state that the stores keep."""
        if state.stores not in self._order_in:
            order = self.view(state)
            if order not in self._orders:
                self._orders.append(order)
            self._order_in[state.stores] = self._orders.index(order)
        return self._order_in[state.stores]

    def _left_over(self, state: State, faults: int) -> Violation | None:
        if self._policy == "any" or (self._policy == "none without faults" and faults):
            return None
        if self._usual is None:
            self._usual = self._kept_when_nothing_happens()
        only_documents = self._policy == "none in documents" and bool(faults)
        found = self._kept_in(state, only_documents=only_documents)
        return leak(found, self._usual, self._model.names)

    def _kept_in(self, state: State, *, only_documents: bool = False) -> Kept:
        """Return what the stores keep besides the state."""
        key = (state.stores, only_documents)
        if key not in self._kept:
            records, state_in = self._model.records(state), self._lesson.state_in
            names = self._model.names
            self._kept[key] = kept(records, state_in, names, only_documents=only_documents)
        return self._kept[key]

    def _kept_when_nothing_happens(self) -> Kept:
        """Handle the messages one after the other, in every sequence, and see what is left."""
        usual = Kept()
        found = [self._model.initial()]
        for state in found:
            if self._model.at_rest(state):
                usual.most(self._kept_in(state))
            for action, after in self._model.moves(state):
                begins = action.mark == DELIVERY.mark or self._model.begins(state, action)
                one_at_a_time = not begins or not state.attempts
                if one_at_a_time and after not in found:
                    found.append(after)
        return usual


def _contents(sent: Iterable[OutgoingMessage]) -> tuple[object, ...]:
    return tuple(message.body for message in sent)
