"""Why a conditional write was refused: whose version it names, from when, and who wrote since."""

from collections.abc import Sequence

from consistent_messaging.api.errors import ConcurrencyError
from consistent_messaging.execution.replay import Answer, Call
from consistent_messaging.simulation.attempt import Attempt
from consistent_messaging.simulation.history import Step

_DID = {"writes": "wrote", "appends": "appended to", "removes": "removed"}


def record_of(call: Call) -> tuple[str, str]:
    """Return the store and the key that a call is about."""
    named = [*call.arguments, *(value for _, value in call.keywords)]
    return call.port, str(named[0]) if named else ""


def explained(call: Call, answer: Answer, attempt: Attempt, steps: Sequence[Step]) -> Answer:
    """Return a refusal with its reason in the words of the history; any other answer as it is."""
    if answer.error is None or answer.error[0] is not ConcurrencyError:
        return answer
    why = _why(call, answer.error[1], attempt, steps)
    return Answer(error=(ConcurrencyError, why)) if why else answer


def _why(call: Call, said: str, attempt: Attempt, steps: Sequence[Step]) -> str:
    key, etag = record_of(call)[1], dict(call.keywords).get("if_match")
    wrote = _last_write(call, attempt, steps)
    if call.operation == "append":
        version = said.split(":")[0].removesuffix(" Nothing was appended.").rstrip(".")
        return f"{version}: {wrote.format(what=key)}." if wrote else ""
    if etag is None:
        return f"{key} exists already: {wrote.format(what='it')}." if wrote else ""
    since = f", and {wrote.format(what=key)}" if wrote else ""
    if etag not in attempt.etags:
        return f"No store gave {attempt.label} the etag {etag}{since}."
    return f"The etag of {attempt.label} is from step {attempt.etags[etag]}{since}."


def _last_write(call: Call, attempt: Attempt, steps: Sequence[Step]) -> str:
    """Say who wrote a record last, and when; empty if nobody has written it."""
    record = record_of(call)
    last = next((s for s in reversed(steps) if s.wrote and s.record == record), None)
    if last is None or last.attempt is None:
        return ""
    who = f"{last.attempt} itself" if last.attempt == attempt.label else last.attempt
    verb = last.sentence.removeprefix("Monkey: ").removeprefix(f"{last.attempt} ").split(" ")[0]
    return f"{who} {_DID.get(verb, verb)} {{what}} in step {last.number}"
