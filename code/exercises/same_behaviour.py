"""Does a handler write and send what the handler before it did, in the same sequence?

Reads do not count, nor what a document holds besides the items, nor how an id is called.
"""

from dataclasses import replace
from itertools import zip_longest

from consistent_messaging.checks import NotYetError
from consistent_messaging.text.format import short, shown
from handler_before import AddItemHandler

NOTHING = "nothing more"


def assert_same_steps(scenario, *names, monkey=None):
    """Raise `NotYetError` at the first write or send that differs."""
    before = replace(scenario, handler=AddItemHandler)
    then, _ = _steps(before, before.play(*names, monkey=monkey))
    now, history = _steps(scenario, scenario.play(*names, monkey=monkey))
    for step_then, step_now in zip_longest(then, now, fillvalue=NOTHING):
        if step_then != step_now:
            under = f" under {monkey.name!r}" if monkey else ""
            raise NotYetError(
                f"You changed what others see. With {', '.join(names)}{under}, the handler "
                f"did this: {step_then}. Now it does this: {step_now}.",
                history,
            )


def _steps(scenario, history):
    """Return what was written and sent, a sentence each, and the history itself."""
    simulator, found, ids = scenario.simulator(history.played), [], {}
    for step in history.steps:
        sent_before = len(simulator.history().sent)
        simulator.take(step.action)
        now = simulator.history()
        if step.wrote:
            found.append(f"{step.attempt} writes {shown(scenario.lesson.state_in(now.records))}")
        for sent in now.sent[sent_before:]:
            number = ids.setdefault(sent.message.message_id, len(ids) + 1)
            found.append(f"{sent.attempt} sends {short(sent.message.body)} as event {number}")
    return found, history
