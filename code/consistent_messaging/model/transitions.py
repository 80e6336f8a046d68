"""What a step of one attempt leads to, remembered.

The effect of a step depends on how far the attempt has got, on what the stores keep and what was
sent, on which names live attempts hold, and on how the step goes. It does not depend on who else
waits or runs, so thousands of states share it.
"""

from collections.abc import Hashable
from typing import Any, NamedTuple

from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.api.dispatcher import Outlet
from consistent_messaging.api.frozen_values import thaw
from consistent_messaging.api.spec import NO_RULES, Rules
from consistent_messaging.execution.replay import NEW_ID, NOW, Answer, Call
from consistent_messaging.model.actions import KINDS
from consistent_messaging.model.attempt_tree import AttemptTree, Next, Node
from consistent_messaging.model.clock import asked, numbered
from consistent_messaging.model.deliveries import Deliveries
from consistent_messaging.model.following import Following, check_that_it_ends
from consistent_messaging.model.intern_table import Interned
from consistent_messaging.model.sent_messages import SentMessages
from consistent_messaging.model.state import DELAYED, FLAGS, ROUND, ZOMBIE, Effect
from consistent_messaging.model.store_states import StoreStates
from consistent_messaging.model.symbolic_ids import distinct_id, opaque_names

How = str | Answer
"""How a step goes: a mark; where a read comes to something else than the truth, its answer."""


class StepKey(NamedTuple):
    """What the effect of a step depends on: the attempt, the world around it, how the step goes.

    `held` is the number of the set of opaque names that live attempts know.
    """

    code: int
    stores: int
    sent: int
    time: int
    held: int
    how: How


class Transitions:
    """Works out the effect of each step once. `known` holds those that were worked out."""

    def __init__(
        self,
        tree: AttemptTree,
        stored: StoreStates,
        following: Following,
        deliveries: Deliveries,
        mail_waits: bool,
        rules: Rules,
    ) -> None:
        self.known: dict[StepKey, Effect] = {}
        self.mail: Interned[SentMessages] = Interned(SentMessages())
        self.held: Interned[frozenset[str]] = Interned(frozenset())
        self._tree, self._stored, self._dispatchers = tree, stored, stored.dispatchers
        self.following, self.deliveries = following, deliveries
        self._mail_waits, self._rules = mail_waits, rules
        self._names_sent: dict[int, frozenset[str]] = {}
        self._earlier: dict[tuple[int, int], list[Answer]] = {}
        self._gives_versions: dict[int, bool] = {}
        self._etags: dict[tuple[int, int], frozenset[str]] = {}
        self._answers: dict[tuple[int, int, int, str | None], tuple[Answer, int]] = {}
        self._asked_before: dict[tuple[Call, int, int, str | None], tuple[Answer, int]] = {}

    @property
    def gives_no_name_twice(self) -> bool:
        """True where the handler works on ids: then each is given once only."""
        return self._tree.naming.once_only

    def of(self, key: StepKey) -> Effect:
        """Return what the step leads to."""
        if key not in self.known:
            self.known[key] = self._worked_out(*key)
        return self.known[key]

    def _worked_out(
        self, code: int, stores: int, sent: int, time: int, held: int, how: How
    ) -> Effect:
        number, flag = divmod(code, FLAGS)
        if flag == DELAYED:
            return Effect(None, self.comes_again(number, flag), stores, sent, time)
        node = self._tree.nodes[number]
        if node.next == Next.ACK:
            if node.answer is not None and flag != ZOMBIE:
                sent = self.mail.number(self.mail.values[sent].with_answer(node.answer))
            return Effect(None, self.comes_again(number, flag, node.nacked), stores, sent, time)
        if node.next == Next.SEND:
            assert node.message_out is not None
            assert isinstance(how, str)
            follows, kind = 0, KINDS[how]
            if kind.applies:
                sent, follows = self.sent_with(sent, node.message_out)
            if kind.answer is not None:  # the handler is told that its send has failed
                queued = follows + self.comes_again(number, flag)
                return Effect(None, queued, stores, sent, time)
            return self._gone_on(self._tree.sent(number), flag, stores, sent, time, follows)
        assert node.call is not None
        before = stores
        follows = self._followed(node.call, how) if self.following.some else 0
        answer, stores, sent = self.carried_out(number, stores, sent, time, held, how)
        if stores != before and self._tree.naming.once_only:
            _, time = numbered(time)  # it may have been a new etag
        usual = UsualAnswers(self, node, answer, (stores, sent, held))
        child = self._tree.answered(number, answer, usual)
        after, time = self.settled(child, stores, sent, held, time)
        return self._gone_on(after, flag, stores, sent, time, follows)

    def comes_again(self, number: int, flag: int, nacked: tuple[int, ...] | None = None) -> int:
        """Return what the queue gets back of an attempt that ends at a node without an ack.

        With one, that is only what was `nacked`.
        """
        if flag in (ZOMBIE, ROUND):
            return 0
        message = self._tree.nodes[number].message
        if nacked is None:
            return self.deliveries.come_again(message)
        members = self._tree.members(message)
        return sum(self.deliveries.come_again(members[place]) for place in nacked)

    def _gone_on(
        self, number: int, flag: int, stores: int, sent: int, time: int, follows: int
    ) -> Effect:
        """Return where an attempt is that has come to this node: it has ended if it fails there.

        A round has ended as well once nothing is left of it: there is no delivery to ack. What
        `follows` is in the queue in any case.
        """
        now = self._tree.nodes[number].next
        if now == Next.FAIL or (flag == ROUND and now == Next.ACK):
            return Effect(None, follows + self.comes_again(number, flag), stores, sent, time)
        return Effect(number * FLAGS + flag, follows, stores, sent, time)

    def reached(self, number: int, world: tuple[int, int, int, int], how: How) -> int:
        """Return the node that an attempt comes to with this step, whether it ends there or not.

        `world` is what a `StepKey` has of it: stores, sent, time and held.
        """
        node, (_, _, time, held) = self._tree.nodes[number], world
        if node.next == Next.SEND:
            return self._tree.sent(number)
        answer, stores, sent = self.carried_out(number, *world, how)
        return self.settled(self._tree.answered(number, answer), stores, sent, held, time)[0]

    def own_failure(self, number: int, answer: Answer, world: tuple[int, int, int]) -> str:
        """Return why the handler fails of itself once its call got this answer; empty if not.

        `world` is what a `StepKey` has of it then but for the time: stores, sent and held.
        """
        usual = UsualAnswers(self, self._tree.nodes[number], answer, world)
        return self._tree.own_failure(number, answer, usual)

    def settled(self, number: int, stores: int, sent: int, held: int, time: int) -> tuple[int, int]:
        """Give the attempt the ids and times that it asks for; these are no steps."""
        node = self._tree.nodes[number]
        while node.next in (Next.NEW_ID, Next.NOW):
            if node.next == Next.NOW:
                now, time = asked(time)
                answer = Answer(now)
            elif self._tree.naming.once_only:
                given, time = numbered(time)
                answer = Answer(distinct_id(given))
            else:
                answer = self.fresh_id(node.message, (stores, sent, held), node.opaque)
            usual = UsualAnswers(self, node, answer, (stores, sent, held))
            number = self._tree.answered(number, answer, usual)
            node = self._tree.nodes[number]
        return number, time

    def fresh_id(self, message: int, world: tuple[int, int, int], opaque: frozenset[str]) -> Answer:
        """Return a fresh id for an attempt that knows these opaque names.

        `world` is what a `StepKey` has of it but for the time: stores, sent and held.
        """
        stores, sent, held = world
        taken = self.names_used(stores, sent) | self.held.values[held] | opaque
        ids = self._tree.fresh_ids(message)
        return Answer(next(name for name in ids if name not in taken))

    def usual_answer(
        self, call: Call, world: tuple[int, int, int], opaque: frozenset[str]
    ) -> tuple[Answer, int, int] | None:
        """Return what a call comes to if nothing happens, and the stores and what was sent then.

        None where it takes more than asking a store of the library.
        """
        stores, sent, held = world
        if call.port in self._dispatchers:
            if self.following.some:
                return None
            answer, sent = self._sent_now(call.arguments[0], sent)
            return answer, stores, sent
        if not self._stored.is_library(call.port):
            return None
        kept, known = self._stored.kept(stores, call.port), 0
        if call.asks_for is not None and call.asks_for.versions:
            names = self.held.values[held] | opaque | self._etags_used(stores, sent)
            known = self.held.number(names)
        answer, after = self._asked(call, kept, known, None)
        return answer, self._stored.with_kept(stores, call.port, after), sent

    def carried_out(
        self, number: int, stores: int, sent: int, time: int, held: int, how: How
    ) -> tuple[Answer, int, int]:
        """Return the answer to a node's call and what it leaves behind."""
        call = self._tree.nodes[number].call
        assert call is not None
        if isinstance(how, Answer):
            return how, stores, sent
        kind, answer = KINDS[how], Answer()
        if not kind.applies:
            pass
        elif call.port in self._dispatchers:
            answer, sent = self._sent_now(call.arguments[0], sent)
        else:
            answer, stores = self._answered(number, call, (stores, sent, time, held))
            answer = self._stored.truth(call, stores) if kind.retries else answer
        return (kind.answer(call) if kind.answer else answer), stores, sent

    def stale_answers(self, number: int, stores: int) -> list[Answer]:
        """Return what else than the truth a node's call may come to, if it is a read."""
        call, key = self._tree.nodes[number].call, (number, stores)
        if key not in self._earlier:
            self._earlier[key] = self._stored.stale_answers(call, stores) if call else []
        return self._earlier[key]

    def _answered(
        self, number: int, call: Call, world: tuple[int, int, int, int]
    ) -> tuple[Answer, int]:
        """Ask a store once for each call that differs; only a put depends on what is around it."""
        stores, sent, time, held = world
        kept = self._stored.kept(stores, call.port)
        etag, known = None, 0
        gives = self._gives_versions.get(number)
        if gives is None:
            asked = call.asks_for
            gives = self._gives_versions[number] = asked is not None and asked.versions
        if gives:
            if self._tree.naming.once_only:
                etag = distinct_id(numbered(time)[0])
            else:
                known = self.held.number(self.held.values[held] | self._etags_used(stores, sent))
        key = (number, kept, known, etag)
        if key not in self._answers:
            self._answers[key] = self._asked(call, kept, known, etag)
        answer, after = self._answers[key]
        return answer, stores if after == kept else self._stored.with_kept(stores, call.port, after)

    def _asked(self, call: Call, kept: int, known: int, etag: str | None) -> tuple[Answer, int]:
        key = (call, kept, known, etag)
        found = self._asked_before.get(key)
        if found is None:
            names = self.held.values[known]
            found = self._asked_before[key] = self._stored.carried_out(call, kept, names, etag)
        return found

    def _sent_now(self, message: Hashable, sent: int) -> tuple[Answer, int]:
        try:
            Outlet().send(thaw(message))
        except TypeError as error:
            return Answer(error=(TypeError, str(error))), sent
        return Answer(), self.sent_with(sent, message)[0]

    def _followed(self, call: Call, how: How) -> int:
        """Return what a call adds to the queue: a message that it sends, and an endpoint takes."""
        applies = isinstance(how, Answer) or KINDS[how].applies
        is_sent = applies and call.port in self._dispatchers
        message = thaw(call.arguments[0]) if is_sent and call.arguments else None
        if not isinstance(message, OutgoingMessage):
            return 0
        return self.following.queued(call.arguments[0])  # type: ignore[arg-type]  # as it is sent

    def sent_with(self, sent: int, message: Any) -> tuple[int, int]:
        """Return what was sent with one more message, and what that adds to the queue."""
        mail, follows = self.mail.values[sent], self.following.queued(message)
        if follows:
            mail = mail.with_one_inside(message)
            check_that_it_ends(mail.inside)
        else:
            mail = mail.with_sent(message, waits=self._mail_waits)
        if self._rules is not NO_RULES:
            mail = mail.noted(message, self._rules, leaves=not follows)
        return self.mail.number(mail), follows

    def refuses_again(self, number: int, stores: int, sent: int, time: int, held: int) -> bool:
        """True if a node's call has an effect, and because of it would be refused a second time."""
        call = self._tree.nodes[number].call
        if call is None or call.port in self._dispatchers:
            return False
        first, after = self._answered(number, call, (stores, sent, time, held))
        second = self._stored.truth(call, after)
        refused = second.error is not None or (first.value, second.value) == (True, False)
        return after != stores and first.error is None and refused

    def _etags_used(self, stores: int, sent: int) -> frozenset[str]:
        if (stores, sent) not in self._etags:
            names = self.names_used(stores, sent)
            self._etags[stores, sent] = frozenset(name for name in names if name[0] == "v")
        return self._etags[stores, sent]

    def names_used(self, stores: int, sent: int) -> frozenset[str]:
        """Return the fresh ids and etags that are kept or were sent."""
        if sent not in self._names_sent:
            self._names_sent[sent] = opaque_names(self.mail.values[sent])
        return self._stored.names(stores) | self._names_sent[sent]


class UsualAnswers:
    """Answers the calls of an attempt, one after the other, as if it were alone from there on.

    It begins after a node's call got its answer. They are asked for in the middle of a run: what
    takes more than a store of the library, or the clock, is not known here.
    """

    def __init__(
        self, transitions: Transitions, node: Node, answer: Answer, world: tuple[int, int, int]
    ) -> None:
        self._transitions, self._message, self._world = transitions, node.message, world
        self._opaque, self._last = node.opaque, answer

    def __call__(self, call: Call) -> Answer | None:
        """Return the next answer, or None if it is not known."""
        if call == NOW or self._transitions.gives_no_name_twice:
            return None
        self._opaque |= opaque_names(self._last.value)
        if call == NEW_ID:
            self._last = self._transitions.fresh_id(self._message, self._world, self._opaque)
            return self._last
        found = self._transitions.usual_answer(call, self._world, self._opaque)
        if found is None:
            return None
        self._last, stores, sent = found
        self._world = (stores, sent, self._world[2])
        return self._last
