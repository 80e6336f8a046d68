"""Reads that come to an earlier truth: which protocols bear it, and how such a history is told.

What conditional writes protect may be read stale; what nobody checks again may not.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import protocols
import pytest
from consistent_messaging import BlobStore, MessagingError
from consistent_messaging.api.spec import Lesson
from consistent_messaging.checker import (
    CRASH,
    DUPLICATE,
    LONG_PAUSE,
    STALE_READ,
    Scope,
    Verdict,
    check,
)
from consistent_messaging.explain.timeline import explain
from consistent_messaging.scenario import Scenario
from consistent_messaging.simulation.simulator import ImpossibleActionError, replay
from reference_model.compare import distinct_states, reference_verdict

EVERY_KIND = (*(f for f in protocols.faults_of("s3_inbox/right") if f != LONG_PAUSE), STALE_READ)
DOCUMENT = {"blobs": "stale"}


def stale(protocol: str, *stores: str) -> Scenario:
    """The scenario of a protocol of which these stores may be read stale."""
    return replace(protocols.scenario(protocol), consistency=dict.fromkeys(stores, "stale"))


def told(verdict: Verdict) -> tuple[object, ...]:
    return verdict.anomaly, verdict.faults, verdict.schedule


@pytest.mark.parametrize("protocol", ["s2_outbox/right", "s3_inbox/right"])
def test_a_document_may_be_read_stale_where_every_put_is_conditional(protocol: str) -> None:
    verdict = check(stale(protocol, "blobs"), Scope(("A", "B"), EVERY_KIND, 1))
    assert (verdict.verdict, verdict.never_struck) == ("pass", ())


def test_a_stream_may_be_read_stale_where_every_append_names_its_version() -> None:
    scenario = stale("s1_event_sourced/right", "event_store")
    verdict = check(scenario, Scope(("A", "B"), EVERY_KIND, 2))
    assert (verdict.verdict, verdict.never_struck) == ("pass", ())


def test_an_inbox_that_is_read_stale_lets_the_effect_happen_twice() -> None:
    inbox = stale("s3_inbox/right", "inbox")
    verdict = check(inbox, Scope(("A",), (DUPLICATE, STALE_READ), 2))
    assert told(verdict) == ("duplicate", 2, "2A +A .A .A .A .A .A .A .A +A .A2 <A2 .A2")
    assert verdict.violation is not None
    assert verdict.violation.message == "A took effect twice: order-7 holds apple, apple"
    sentences = [step.sentence for step in inbox.replay(str(verdict.schedule)).steps]
    assert sentences[-2] == "Monkey: A·2 asks the inbox for A: not there. So it was at the start."


def test_a_put_without_condition_writes_over_what_a_stale_read_did_not_see() -> None:
    unconditional = stale("s2_outbox/wrong_puts_without_condition", "blobs")
    alone = Scope(("A", "B"), (STALE_READ,), 1, consumers=1)
    assert check(unconditional, replace(alone, most_faults=0)).verdict == "pass"
    assert told(check(unconditional, alone)) == ("ghost", 1, "+A .A .A .A .A .A =A +B <B@0 .B")


def test_a_clean_up_that_reads_stale_leaves_its_entry_behind() -> None:
    verdict = check(
        stale("s3_inbox/right", "blobs"), Scope(("A", "B"), (STALE_READ,), 1, leftovers="none")
    )
    assert (verdict.anomaly, verdict.faults) == ("leak", 1)
    assert str(verdict.schedule).endswith("+A .A .A <A@0 =A")


def test_claims_rely_on_reading_who_claimed_before() -> None:
    verdict = check(stale("s4_claims/right", "claims"), Scope(("A", "B"), (STALE_READ,), 1))
    assert (verdict.anomaly, verdict.faults) == ("lost", 1)
    assert str(verdict.schedule).endswith(".A <A .A =A")


def test_outbox_records_rely_on_reading_what_oneself_has_written() -> None:
    scenario = stale("s5_outbox_document/right", "outbox_store")
    verdict = check(scenario, Scope(("A",), (STALE_READ,), 1))
    assert (verdict.anomaly, verdict.faults) == ("lost", 1)
    assert verdict.schedule is not None
    history = str(scenario.replay(verdict.schedule))
    assert (
        "Monkey: A·1 reads new-1 in the outbox store: not there. So it was at the start." in history
    )


class Clerk:
    """Writes an order twice, and reads it before and after each."""

    def __init__(self, blobs: BlobStore) -> None:
        self.blobs = blobs

    def handle(self, message: str, context: object) -> None:
        self.blobs.get("order")
        self.blobs.put("order", {"written by": message})
        self.blobs.get("order")
        self.blobs.put("order", {"written again by": message})
        self.blobs.get("order")
        self.blobs.get("order")


def office(handler: Any, consistency: str = "stale") -> Scenario:
    def state_in(records: Mapping[str, Mapping[str, Any]]) -> None:
        return None

    return Scenario(
        handler,
        {"blobs": BlobStore()},
        {"A": "A", "B": "B"},
        Lesson("the order", None, lambda state, message: (state, []), state_in),
        consistency={"blobs": consistency},  # type: ignore[dict-item]  # wrong ones are tried, too
    )


def sentences(schedule: str) -> list[str]:
    return [step.sentence for step in office(Clerk).replay(schedule).steps]


def test_that_one_does_not_read_what_oneself_wrote_is_a_single_history() -> None:
    *_, writes, reads = sentences("+A .A .A <A")
    assert writes == "A·1 writes order: {written by: A}."
    assert reads == "Monkey: A·1 reads order: not there. So it was at the start."


def test_that_one_reads_something_older_than_before_is_a_single_history() -> None:
    *_, first, second = sentences("+A .A .A .A .A .A <A@3")
    assert first == "A·1 reads order: {written again by: A}."
    assert second == "Monkey: A·1 reads order: {written by: A}. So it was after step 3."


@pytest.mark.parametrize(("step", "first"), [("0", 0), ("2", 0), ("3", 3), ("4", 3)])
def test_an_earlier_truth_is_named_by_any_step_after_which_it_was_true(
    step: str, first: int
) -> None:
    when = f"So it was after step {first}." if first else "So it was at the start."
    assert sentences(f"+A .A .A .A .A <A@{step}")[-1].endswith(when)


@pytest.mark.parametrize(
    ("actions", "complaint"),
    [
        ("+A .A .A .A .A <A", "<A names none of the earlier truths: <A@0, <A@3."),
        ("+A .A .A .A .A <A@5", "<A@5 names none of the earlier truths: <A@0, <A@3."),
        ("+A .A .A .A .A <A@99", "<A@99 names none of the earlier truths: <A@0, <A@3."),
        ("+A .A .A .A .A <A@", "<A@ names none"),
        ("+A .A .A .A .A <A@three", "<A@three names none"),
        ("+A .A .A .A .A <B@0", "No attempt is meant by this"),
        ("+A .A .A .A .A .A@0", "No attempt is meant by this"),
        ("+A <A@0", "A·1 has no older value to read here."),
        ("+A .A <A@0", "A·1 has no older value to read here."),
    ],
)
def test_an_earlier_truth_that_is_not_one_is_refused(actions: str, complaint: str) -> None:
    with pytest.raises(ImpossibleActionError, match=complaint):
        sentences(actions)


@pytest.mark.parametrize(
    ("consistency", "reads"), [("strong", set()), ("missed", set()), ("stale", {"<A@0", "<A@2"})]
)
def test_what_was_never_missed_is_read_stale_only_in_a_stale_store(
    consistency: str, reads: set[str]
) -> None:
    simulator = replace(office(Clerk, consistency), handler=LooksOnlyLater).simulator(("A", "B"))
    replay(simulator, "+A .A .A")
    (attempt,) = simulator.attempts
    truths = simulator.model.stale_answers(simulator.state, attempt.code)
    assert {simulator.named("<", attempt, truth) for truth in truths} == reads


class LooksOnlyLater:
    def __init__(self, blobs: BlobStore) -> None:
        self.blobs = blobs

    def handle(self, message: str, context: object) -> None:
        self.blobs.put("order", {"written by": message})
        self.blobs.put("order", {"written again by": message})
        self.blobs.get("order")


def test_a_stale_read_knows_no_etag_that_is_of_any_use() -> None:
    """Else a put on its condition would pass for one on the present version."""

    class WritesOnWhatItReads(Clerk):
        def handle(self, message: str, context: object) -> None:
            for _ in range(4):
                blob = self.blobs.get("order")
                self.blobs.put("order", {"by": message}, if_match=blob.etag if blob else None)
            self.blobs.delete("order")

    simulator = office(WritesOnWhatItReads).simulator(("A", "B"))
    replay(simulator, "+A .A .A .A .A .A .A .A .A .A =A +B .B .B")
    (attempt,) = simulator.attempts
    _, etag = simulator.model.records(simulator.state)["blobs"]["order"]
    truths = simulator.model.stale_answers(simulator.state, attempt.code)
    assert len(truths) > 1
    assert all(truth.value is None or truth.value.etag != etag for truth in truths)


def test_who_writes_the_same_for_ever_is_stuck_also_where_every_version_could_be_read() -> None:
    class NeverContent(Clerk):
        def handle(self, message: str, context: object) -> None:
            self.blobs.put("order", {})
            self.blobs.put("order", {"written by": message})
            self.blobs.get("order")
            raise MessagingError("not good enough")

    verdict = check(office(NeverContent), Scope(("A",), (STALE_READ,), 1))
    assert (verdict.verdict, verdict.anomaly) == ("fail", "stuck")


def test_a_store_that_there_is_not_and_a_word_that_is_not_known_are_refused() -> None:
    with pytest.raises(ValueError, match="There is no store 'inbox'; there are blobs"):
        stale("s2_outbox/right", "inbox").play("A")
    with pytest.raises(ValueError, match=r"'blobs' cannot be 'eventual'. .* strong, missed, stale"):
        office(Clerk, "eventual").play("A")


NAMED = [
    ("s3_inbox/wrong_marks_before_the_commit", "+A .A .A .A .A .A .A .A =A +B <B@5 .B"),
    ("s3_inbox/wrong_swallows_the_conflict", "+A .A .A .A .A .A .A .A =A +B <B@4 .B .B .B"),
]


@pytest.mark.parametrize(("protocol", "beginning"), NAMED)
def test_a_history_with_one_of_several_earlier_truths_can_be_replayed(
    protocol: str, beginning: str
) -> None:
    scenario = stale(protocol, "blobs")
    verdict = check(scenario, Scope(("A", "B"), (STALE_READ,), 1, consumers=1))
    assert verdict.schedule is not None
    assert verdict.schedule.startswith(beginning)
    assert scenario.replay(verdict.schedule).faults == 1
    told_again = explain(scenario, verdict.schedule, consumers=1)
    assert told_again.violation == verdict.violation
    assert [moment.step.action for moment in told_again.moments] == verdict.schedule.split()


@pytest.mark.parametrize(
    ("protocol", "store", "names", "consumers"),
    [
        ("s1_event_sourced/right", "event_store", "AB", 2),
        ("s1_event_sourced/wrong_appends_at_any_version", "event_store", "AB", 1),
        ("s1_event_sourced/wrong_compares_items", "event_store", "AB", 1),
        ("s2_outbox/right", "blobs", "AB", 1),
        ("s2_outbox/wrong_puts_without_condition", "blobs", "AB", 1),
        ("s2_outbox/wrong_clears_before_dispatching", "blobs", "A", 2),
        ("s3_inbox/right", "blobs", "A", 2),
        ("s3_inbox/right", "inbox", "A", 2),
        ("s3_inbox/right_cleans_what_it_loaded", "blobs", "A", 2),
        ("s3_inbox/wrong_marks_before_the_commit", "blobs", "AB", 1),
        ("s3_inbox/wrong_swallows_the_conflict", "blobs", "AB", 1),
        ("s4_claims/right", "claims", "A", 1),
        ("s4_claims/right", "blobs", "A", 1),
        ("s4_claims/wrong_claim_id_not_persisted", "blobs", "AB", 1),
        ("s5_outbox_document/right", "outbox_store", "A", 1),
        ("s5_outbox_document/right", "blobs", "A", 1),
    ],
)
def test_a_plain_search_that_keeps_every_version_comes_to_the_same(
    protocol: str, store: str, names: str, consumers: int
) -> None:
    scenario = stale(protocol, store)
    scope = Scope(
        tuple(names), (STALE_READ, CRASH, DUPLICATE), 2 if names == "A" else 1, consumers=consumers
    )
    verdict, found = check(scenario, scope), reference_verdict(scenario, scope)
    assert (verdict.verdict, verdict.anomaly, verdict.faults, verdict.steps) == (
        found.verdict,
        found.anomaly,
        found.faults,
        found.steps,
    )


@pytest.mark.parametrize(
    ("protocol", "store", "up_to"),
    [("s1_event_sourced/right", "event_store", 2), ("s3_inbox/right", "inbox", 1)],
)
def test_without_etags_a_plain_search_sees_the_same_number_of_states(
    protocol: str, store: str, up_to: int
) -> None:
    scenario = stale(protocol, store)
    scope = Scope(("A", "B"), (STALE_READ,), up_to)
    verdict, found = check(scenario, scope), reference_verdict(scenario, scope)
    assert (verdict.verdict, found.verdict) == ("pass", "pass")
    assert verdict.states == distinct_states(scenario, scope, found.reached)
