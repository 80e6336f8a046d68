"""The table of actions: all that can happen in the world, one row each.

What depends on the kind of an action derives from its row: what a check may place, what a schedule
may say, when it is possible and where it leads, the sentences in a history. A new fault is a row
here. If a step leads somewhere new, `transitions.py` has to know, too; if it strikes the broker or
a store, `state_machine.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

from consistent_messaging.execution.replay import Answer, Call
from consistent_messaging.model.attempt_tree import Next, Node
from consistent_messaging.model.store_states import rejected, timed_out


class Struck(Enum):
    """Whom an action is about."""

    ATTEMPT = "attempt"
    BROKER = "broker"
    STORE = "store"
    DOWNSTREAM = "downstream"
    WORLD = "world"


class Outcome(Enum):
    """Where an action leads the attempt that it is about."""

    STEP = "takes its next step"
    END = "ends"
    DELAY = "waits, and can only fail"
    ZOMBIE = "goes on without its lease"


def _never(node: Node) -> bool:
    return False


def _any_time(node: Node) -> bool:
    return True


def _has_a_step(node: Node) -> bool:
    return node.next != Next.ACK


def _sends(node: Node) -> bool:
    return node.next == Next.SEND or (node.call is not None and node.call.sends)


def _sent_everything(node: Node) -> bool:
    return node.next == Next.ACK


def _sent_nothing_yet(node: Node) -> bool:
    return node.sent == 0 and node.returned


@dataclass(frozen=True)
class ActionKind:
    """One row: an action's mark in a schedule, its name, what it means, and what follows from it.

    Schedules, links, what a reader can choose, the JSON of a history and its replay on PostgreSQL
    derive from the row. The handler is told that a step which neither applies nor has an `answer`
    was done.

    `possible_at` says at which node of an attempt it can happen; with `needs_lease`, only while
    the attempt still has its lease. A step that does not `apply` leaves no trace in the world;
    `answer` is what the handler gets in place of the real answer; `told` says that, behind the
    sentence of a call. What `retries` is carried out twice, and the second answer is handed on.
    `history` is its sentence for all that is no call, `offer` the one under which a reader can
    choose it, `impossible` the one that refuses it, `end` how the attempt ended if it did.
    Sentences may name `{label}`, the attempt; `{message}`; `{step}`, what the attempt does next;
    `{what}`, the content that it sends; `{again}`, that the message is queued again; `{store}` and
    `{key}` of a record, and `{why}` it runs out; `{way}` in which the clock goes.
    """

    mark: str
    name: str
    sentence: str
    strikes: Struck = Struck.ATTEMPT
    possible_at: Callable[[Node], bool] = _never
    needs_lease: bool = False
    outcome: Outcome = Outcome.STEP
    applies: bool = True
    answer: Callable[[Call], Answer] | None = None
    retries: bool = False
    told: str = ""
    history: str = ""
    offer: str = ""
    impossible: str = "{mark} cannot happen to {label} now."
    end: str = "failed"
    costs: ClassVar[int] = 0  # of a check's budget of faults

    @property
    def is_step(self) -> bool:
        """True if the attempt goes through its next call or send, whatever it hears of it."""
        goes_on = self.strikes is Struck.ATTEMPT and self.outcome is Outcome.STEP
        return goes_on and self.possible_at is not _sent_everything

    @property
    def lies(self) -> bool:
        """True if a call takes effect, and the handler gets another answer than the real one."""
        return self.applies and (self.answer is not None or self.retries)


@dataclass(frozen=True)
class Fault(ActionKind):
    """An action that is a failure: it costs one of a check's budget.

    An `avoidable` one depends on the store, broker or client library, so a design may rule it out.
    """

    avoidable: bool = False
    costs: ClassVar[int] = 1


DELIVERY = ActionKind(
    "+",
    "delivery",
    "The broker delivers the message to a consumer that is free.",
    strikes=Struck.BROKER,
    offer="Deliver {message} to {consumer}",
)
STEP = ActionKind(
    ".",
    "step",
    "The attempt takes its next step: a call on a store, or one send.",
    possible_at=_has_a_step,
    history="{label} sends {what}.",
    offer="{label} {step}",
    impossible="{label} has no step to take now.",
)
ACK = ActionKind(
    "=",
    "ack",
    "Everything is sent, and the delivery is acked.",
    possible_at=_sent_everything,
    history="{label} is acked.",
    offer="{label} {step}",
    impossible="{label} cannot be acked: it is not through.",
    end="acked",
)
ENDED = ActionKind(  # only of records whose store says so
    "e",
    "record runs out",
    "A record is removed because its time is over, or because its holder is gone.",
    strikes=Struck.STORE,
    history="{key} is removed from the {store}: {why}.",
    offer="Let {key} in the {store} run out: {why}",
)
CLOCK = ActionKind(  # only where a handler shows the time
    ":",
    "clock",
    "The clock stops, so that all who ask get the same time; or it runs on.",
    strikes=Struck.WORLD,
    history="The clock {way}.",
    offer="The clock {way}",
    impossible="The clock can stop (:stops) or run on (:runs), and nothing else.",
)
REPLAYED = ActionKind(  # only where deliveries have a limit
    "*",
    "replayed",
    "The operator puts a dead letter back into the queue.",
    strikes=Struck.BROKER,
    history="The operator replays {message}, which was a dead letter.",
    offer="The operator replays {message}",
)
RECEIVED = ActionKind(
    ">",
    "received downstream",
    "Downstream gets the message with this id, and looks for its token.",
    strikes=Struck.DOWNSTREAM,
    offer="Downstream gets {what}",
)

CRASH = Fault(
    "!",
    "crash",
    "The attempt is gone before its next step; its message comes again.",
    possible_at=_any_time,
    outcome=Outcome.END,
    history="Monkey: {label} crashes{again}.",
    offer="Crash {label} before it {step}",
    end="gone",
)
LOST_ANSWER = Fault(
    "?",
    "lost answer",
    "The step takes effect, and the handler is told that it timed out.",
    possible_at=_has_a_step,
    answer=timed_out,
    told=", and is told that it timed out",
    history="Monkey: {label} sends {what}, and is told that it failed. It fails{again}.",
    offer="{label} {step}, and is told that it failed",
)
REJECTED = Fault(
    "^",
    "rejected",
    "The step has no effect, and the handler is told that it failed.",
    possible_at=_has_a_step,
    applies=False,
    answer=rejected,
    history="Monkey: {label} cannot send {what}. It fails{again}.",
    offer="Refuse that {label} {step}",
)
LOST_REQUEST = Fault(
    "_",
    "lost request",
    "The step has no effect, and the handler is told that it timed out.",
    possible_at=_has_a_step,
    applies=False,
    answer=timed_out,
    told="; {label} is told that it timed out",
    history="Monkey: {label} sends {what}: it is lost, and nobody gets it. {label} fails{again}.",
    offer="{label} {step}: the request is lost, and {label} is told that it timed out",
)
DELAYED_ACK = Fault(
    "~",
    "delayed failure when acking",
    "The handler has returned and nothing is sent yet; others are handled meanwhile; then it "
    "fails, and the message comes again.",
    possible_at=_sent_nothing_yet,
    needs_lease=True,
    outcome=Outcome.DELAY,
    history="Monkey: the ack of {label} is delayed; nothing is sent.",
    offer="Delay the ack of {label}; then it fails",
    impossible="{label} cannot be delayed now: only a handler can that has returned and has sent "
    "nothing.",
)
LOST_ACK = Fault(
    "%",
    "lost ack",
    "Everything is sent, the ack fails, and the message comes again.",
    possible_at=_sent_everything,
    needs_lease=True,
    outcome=Outcome.END,
    history="Monkey: the ack of {label} is lost{again}.",
    offer="Lose the ack of {label}",
    end="ack lost",
)
DUPLICATE = Fault(
    "2",
    "duplicate delivery",
    "The broker has one more copy of the message.",
    strikes=Struck.BROKER,
    history="Monkey: the broker has one more copy of {message}.",
    offer="Put one more copy of {message} into the queue",
)
LEASE_EXPIRED = Fault(
    "&",
    "lease expired",
    "The message comes again while the first attempt still runs.",
    possible_at=_any_time,
    needs_lease=True,
    outcome=Outcome.ZOMBIE,
    history="Monkey: the lease of {label} expires{again} while it goes on.",
    offer="Let the lease of {label} expire",
)
STALE_READ = Fault(  # only where a read has an earlier truth; the model finds these
    "<",
    "stale read",
    "A read returns an outdated value.",
    avoidable=True,
    offer="Let {label} read an outdated value",
    impossible="{label} has no older value to read here.",
)
EVICTED = Fault(
    "x",
    "record evicted",
    "A record of what was processed is removed.",
    strikes=Struck.STORE,
    history="Monkey: {key} is removed from the {store}.",
    avoidable=True,
    offer="Remove {key} from the {store}",
)
HIDDEN_RETRY = Fault(  # only where the first try is the reason why a second is refused
    "r",
    "hidden retry",
    "A client library tries a conditional write twice: the first try takes effect, and the handler "
    "is told that the second was refused.",
    retries=True,
    told="; the client library tries again by itself, and {label} is told that this was refused",
    avoidable=True,
    offer="{label} {step}; the client library tries again, and {label} is told that this was "
    "refused",
    impossible="A second try of what {label} does now would not be refused.",
)
LOST_IN_THE_BROKER = Fault(
    "b",
    "lost in the broker",
    "The broker accepts what is sent and then loses it: it never arrives, and the handler goes on.",
    possible_at=_sends,
    applies=False,
    told="; the broker accepts it and then loses it",
    history="Monkey: {label} sends {what}; the broker accepts it and then loses it.",
    avoidable=True,
    offer="{label} {step}; the broker accepts it and then loses it",
    impossible="The broker can only lose what is sent, and {label} does not send now.",
)
LONG_PAUSE = Fault(
    "@",
    "long pause",
    "More time passes than any handler waits for; from then on, the clock shows it.",
    strikes=Struck.WORLD,
    history="Monkey: a long time passes.",
    offer="Let a long time pass",
    impossible="A long pause makes no difference now: nobody has asked for the time since the "
    "last one.",
)

ALL_FAULTS = (
    CRASH,
    LOST_ANSWER,
    REJECTED,
    LOST_REQUEST,
    DELAYED_ACK,
    LOST_ACK,
    DUPLICATE,
    LEASE_EXPIRED,
    STALE_READ,
    EVICTED,
    LONG_PAUSE,
    HIDDEN_RETRY,
    LOST_IN_THE_BROKER,
)
DONE = "done"  # how a round ends that has not failed: there is nothing to ack
PARTLY_ACKED = "partly acked"  # how a batch ends of which some messages come again by a nack
GIVEN_BACK = "given back"  # and one of which all do
LATER = "later"  # what stands behind the mark of a long pause: it is about no message
WAYS = {"stops": "stops: from now on, all who ask get the same time", "runs": "runs on"}
"""What a clock does, by the word behind its mark."""
KINDS = {
    kind.mark: kind for kind in (DELIVERY, STEP, ACK, ENDED, REPLAYED, *ALL_FAULTS, CLOCK, RECEIVED)
}
