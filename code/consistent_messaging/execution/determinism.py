"""Makes sure that the outcome of a run can be relied on: it leaves nothing, and comes out again.

A step is run again whenever a later step of the same attempt is looked for, and compared then. So
what is run twice here is the end of an attempt, which nothing comes after. Where its answers hold
ids, the second run gets other ones: two things are seen at once.
"""

from collections.abc import Callable
from dataclasses import replace

from consistent_messaging.execution.calls import same_but_for_numbers
from consistent_messaging.execution.errors import NotReplayable
from consistent_messaging.execution.replay import Broken, Failed, Outcome, Paused, Returned, Run
from consistent_messaging.execution.state_leak import StateLeak


def verified(
    first: Run,
    memory: StateLeak,
    run_again: Callable[[], Run],
    is_alike_under_other_names: Callable[[Outcome], bool] | None,
    *,
    is_seen_ahead: bool = False,
) -> tuple[Run, bool]:
    """Return what a first run came to, and whether it has an end that depends on how ids are named.

    It is broken if it has kept something, which `memory` of before it tells, or differs the second
    time. `run_again` is the same run, and prints nothing. The last runs it with other ids, and
    tells if that comes to this outcome as well; it is None where there are none, or where it does
    not matter. `is_seen_ahead` is True where the run of an earlier step has shown this one.
    """
    second, depends = first, False
    if isinstance(first.outcome, (Returned, Failed)):
        names = is_alike_under_other_names
        depends = names is not None and not names(first.outcome)
        second = run_again() if names is None or depends else first
    breach = memory.breach(run_again)
    if isinstance(first.outcome, Broken):
        return first, False
    if is_seen_ahead and isinstance(second.outcome, Broken):
        return second, False
    if breach is None and not alike(first.outcome, second.outcome):
        breach = NotReplayable(
            f"With the same answers your handler {_did(first.outcome)} the first time and "
            f"{_did(second.outcome)} the second. Take ids and time from the context, and nothing "
            "from chance."
        )
    return first if breach is None else replace(first, outcome=Broken(breach)), depends


def alike(first: Outcome, second: Outcome) -> bool:
    """True if a handler did the same both times."""
    if isinstance(first, Failed) and isinstance(second, Failed):
        return True  # what an error says is for people
    return first == second


def alike_but_for_numbers(first: Outcome, second: Outcome) -> bool:
    """True if a handler did the same both times, but for numbers that it gives a store to keep.

    A number in a message counts: others get to see it.
    """
    match first, second:
        case Paused(call=one), Paused(call=other):
            return same_but_for_numbers(one, other)
    return alike(first, second)


def _did(outcome: Outcome) -> str:
    match outcome:
        case Paused(call=call):
            return f"called {call}"
        case Returned(outgoing=outgoing, answer=answer):
            sent = ", ".join(f"{message.body} as {message.message_id}" for message in outgoing)
            told = "" if answer is None else f" and answered {answer}"
            return f"published {sent or 'nothing'}{told}"
        case Failed(reason=reason):
            return f"failed ({reason})"
        case Broken(error=error):
            return f"raised {type(error).__name__} ({error})"
