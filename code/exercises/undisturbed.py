"""What it looks like when nothing goes wrong: one attempt, and no word more about a late copy."""

from consistent_messaging.checks import NotYetError, assert_consistent
from consistent_messaging.text.format import short


def assert_one_attempt(scenario, name):
    """The message is handled at its first delivery: nothing was in the way."""
    history = scenario.play(name)
    assert_consistent(scenario, history)
    deliveries = [step.number for step in history.steps if step.action == f"+{name}"]
    if len(deliveries) > 1:
        last = history.steps[deliveries[1] - 2]
        raise NotYetError(
            f"Nothing went wrong around {name}, and still it had to be delivered "
            f"{len(deliveries)} times. Step {last.number}: {last.sentence}",
            history,
        )


def assert_silent_about_a_copy(scenario, name):
    """A copy that comes after everything was sent changes nothing and sends nothing."""
    once, twice = scenario.play(name), scenario.play(name, name)
    assert_consistent(scenario, twice)
    again = twice.sent[len(once.sent) :]
    if again:
        what, who = short(again[0].message.body), again[0].attempt
        raise NotYetError(
            f"{who} sent {what} once more, though everything had been sent and {name} was acked. "
            "Nobody had written down that it was dispatched.",
            twice,
        )
