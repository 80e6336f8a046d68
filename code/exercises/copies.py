"""A copy of a message is known by the message's id, however late it comes, and by nothing else."""

from collections import Counter
from dataclasses import replace

from consistent_messaging.checker import DUPLICATE, LONG_PAUSE
from consistent_messaging.checks import NotYetError, Scope, assert_holds
from consistent_messaging.text.format import short, shown
from other_messages import with_messages

OTHERS = 12


def assert_remembers(scenario, message, others=OTHERS):
    """Raise `NotYetError` if a copy does anything after so many other messages, or years later.

    What is sent again has to be an exact copy, under the same id.
    """
    _after_others(scenario, message, others)
    late = Scope(("A", "B"), (DUPLICATE, LONG_PAUSE), most_faults=2, consumers=1)
    assert_holds(scenario, late)


def _after_others(scenario, message, others):
    names = [chr(ord("A") + number) for number in range(others + 1)]
    messages = {name: replace(message, item=f"item {name}") for name in names}
    scenario = with_messages(scenario, {**messages, "A": message})
    history = scenario.play(*names, "A")
    state, due = scenario.lesson.initial, Counter()
    for name in names:
        state, events = scenario.lesson.decide(state, scenario.messages[name])
        due.update(events)
    copy = f"A copy of A, {short(message)}, came after {others} other messages"
    held = scenario.lesson.state_in(history.records)
    if held != state:
        subject = f"{scenario.lesson.subject} holds {shown(held)}, not {shown(state)}"
        raise NotYetError(f"{copy}, and was handled as a new one: {subject}.", history)
    extra = Counter(sent.body for sent in history.heard) - due
    if extra:
        rule = f"{short(next(iter(extra)))} was published, and is not an exact copy"
        raise NotYetError(f"{copy}: {rule}.", history)
