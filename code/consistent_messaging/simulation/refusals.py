"""Why a conditional write was refused: whose version it names, from when, and who wrote since."""

from collections.abc import Sequence

from consistent_messaging.api.errors import ConcurrencyError, UniqueViolation
from consistent_messaging.execution.replay import Answer, Call
from consistent_messaging.simulation.attempt import Attempt
from consistent_messaging.simulation.history import Step

_DID = {
    "writes": "wrote",
    "appends": "appended to",
    "removes": "removed",
    "calls": "wrote",
    "commits": "wrote",
    "inserts": "inserted",
}


def explained(
    call: Call,
    answer: Answer,
    attempt: Attempt,
    steps: Sequence[Step],
    records: Sequence[tuple[str, str]],
) -> Answer:
    """Return a refusal with its reason in the words of the history; any other answer as it is.

    `records` are those that the call is about, each as a store and a key.
    """
    if answer.error is None or answer.error[0] not in (ConcurrencyError, UniqueViolation):
        return answer
    why = _why(call, answer.error[1], attempt, _last_write(attempt, steps, records))
    return Answer(error=(answer.error[0], why)) if why else answer


def _why(call: Call, said: str, attempt: Attempt, wrote: str) -> str:
    key, etag, asked = call.about, dict(call.keywords).get("if_match"), call.asks_for
    if asked and (not asked.by_key or call.operation == "insert"):
        return f"{said.rstrip('.')}: {wrote.format(what='it')}." if wrote else ""
    if call.operation == "append":
        version = said.split(":")[0].removesuffix(" Nothing was appended.").rstrip(".")
        return f"{version}: {wrote.format(what=key)}." if wrote else ""
    if etag is None:
        return f"{key} exists already: {wrote.format(what='it')}." if wrote else ""
    since = f", and {wrote.format(what=key)}" if wrote else ""
    if etag not in attempt.etags:
        return f"No store gave {attempt.label} the etag {etag}{since}."
    return f"The etag of {attempt.label} is from step {attempt.etags[etag]}{since}."


def _last_write(attempt: Attempt, steps: Sequence[Step], records: Sequence[tuple[str, str]]) -> str:
    """Say who wrote one of the records last, and when; empty if nobody has written them."""
    wrote = (s for s in reversed(steps) if s.wrote and not set(s.records).isdisjoint(records))
    last = next(wrote, None)
    if last is None or last.attempt is None:
        return ""
    who = f"{last.attempt} itself" if last.attempt == attempt.label else last.attempt
    verb = last.sentence.removeprefix("Monkey: ").removeprefix(f"{last.attempt} ").split(" ")[0]
    return f"{who} {_DID.get(verb, verb)} {{what}} in step {last.number}"
