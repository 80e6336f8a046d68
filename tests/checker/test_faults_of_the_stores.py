"""Stores that forget, that miss, and that refuse: what each does to a protocol that holds."""

from dataclasses import replace
from typing import Literal

import protocols
import pytest
from consistent_messaging import BlobStore
from consistent_messaging.checker import (
    CRASH,
    DUPLICATE,
    EVICTED,
    HIDDEN_RETRY,
    STALE_READ,
    Scope,
    check,
)
from consistent_messaging.explain import ReplayRequest, report_history
from consistent_messaging.simulation.simulator import ImpossibleActionError
from reference_model.compare import reference_verdict

A = ("A",)
ONE_MORE_COPY = (DUPLICATE,)


def test_an_inbox_that_forgets_lets_a_late_copy_in() -> None:
    inbox = protocols.scenario("s3_inbox/right")
    forgetful = replace(inbox, deduplication=frozenset({"inbox"}))
    assert check(forgetful, Scope(A, ONE_MORE_COPY, 2)).verdict == "pass"
    verdict = check(forgetful, Scope(A, (*ONE_MORE_COPY, EVICTED), 2))
    assert (verdict.anomaly, verdict.faults) == ("duplicate", 2)
    assert verdict.schedule is not None
    assert "xinbox:A" in verdict.schedule
    assert "A is removed from the inbox" in str(forgetful.replay(verdict.schedule))
    path = protocols.path_of("s3_inbox/right")
    request = ReplayRequest(verdict.schedule, A, marks="2x", most_faults=2)
    told = report_history(forgetful, request, path, path.read_text(encoding="utf-8"))
    assert "A is removed from the inbox" in str(told["moments"])


def test_an_inbox_whose_reads_may_miss_is_not_to_be_asked() -> None:
    inbox = protocols.scenario("s3_inbox/right")
    may_miss = replace(inbox, consistency={"inbox": "missed"})
    assert check(inbox, Scope(A, (*ONE_MORE_COPY, STALE_READ), 2)).never_struck == (STALE_READ,)
    verdict = check(may_miss, Scope(A, (*ONE_MORE_COPY, STALE_READ), 2))
    assert (verdict.anomaly, verdict.faults) == ("duplicate", 2)
    assert verdict.schedule is not None
    assert "<A" in verdict.schedule


def test_claims_hold_where_reads_may_miss() -> None:
    claims = protocols.scenario("s4_claims/right")
    verdict = check(claims, Scope(A, (*ONE_MORE_COPY, STALE_READ), 2))
    assert (verdict.verdict, verdict.never_struck) == ("pass", ())


def test_a_stale_read_of_the_document_is_harmless_since_it_is_written_back_conditionally() -> None:
    outbox = replace(protocols.scenario("s2_outbox/right"), consistency={"blobs": "missed"})
    verdict = check(outbox, Scope(("A", "B"), (*ONE_MORE_COPY, STALE_READ), 2))
    assert (verdict.verdict, verdict.never_struck) == ("pass", ())


@pytest.mark.parametrize(("limit_bytes", "anomaly"), [(2000, None), (100, "stuck")])
def test_a_document_that_the_store_refuses_is_never_finished(
    limit_bytes: int, anomaly: str | None
) -> None:
    outbox = protocols.scenario("s2_outbox/right")
    limited = replace(outbox, stores={**outbox.stores, "blobs": BlobStore(limit_bytes)})
    assert check(limited, Scope(A)).anomaly == anomaly


def test_a_search_that_gives_up_says_so_and_calls_nothing_a_pass() -> None:
    verdict = check(protocols.scenario("s3_inbox/right"), Scope(("A", "B"), most_states=50))
    assert verdict.verdict == "unknown"
    assert str(verdict).endswith("Nothing broke so far; that is not a pass.")


def test_a_search_can_be_stopped_and_is_then_unknown() -> None:
    asked: list[tuple[int, int]] = []

    def stop(states: int, faults: int) -> bool:
        asked.append((states, faults))
        return False

    verdict = check(protocols.scenario("s3_inbox/right"), Scope(("A", "B"), ONE_MORE_COPY, 2), stop)
    assert verdict.verdict == "unknown"
    assert len(asked) == 1


FORMS = ("s1_event_sourced", "s2_outbox", "s3_inbox", "s4_claims", "s5_outbox_document")


@pytest.mark.parametrize("stage", FORMS)
def test_both_searches_find_the_same_where_a_client_library_retries_by_itself(stage: str) -> None:
    scenario, scope = protocols.scenario(f"{stage}/right"), Scope(A, (HIDDEN_RETRY, CRASH), 2)
    found, plain = check(scenario, scope), reference_verdict(scenario, scope)
    assert found.never_struck == ()
    assert (found.anomaly, found.faults, found.steps) == (plain.anomaly, plain.faults, plain.steps)
    assert found.anomaly == ("lost" if stage == "s5_outbox_document" else None)


def test_a_hidden_retry_is_told_and_can_be_placed_at_a_conditional_write_only() -> None:
    outbox = protocols.scenario("s2_outbox/right")
    step = outbox.replay("+A .A rA").steps[-1]
    assert step.sentence.startswith("Monkey: A·1 writes order-7: {items: [apple], outbox: ")
    assert (
        "; the client library tries again by itself, and A·1 is told that this was refused. "
        "A·1 fails; A is queued again."
    ) in step.sentence
    for schedule in ("+A rA", "+A .A .A rA"):
        with pytest.raises(ImpossibleActionError, match="would not be refused"):
            outbox.replay(schedule)


def test_a_claim_that_is_tried_twice_is_told_that_somebody_has_it() -> None:
    claims = protocols.scenario("s4_claims/right")
    step = claims.replay("+A .A .A rA").steps[-1]
    assert "claims A as new-1; the client library tries again by itself" in step.sentence


@pytest.mark.parametrize(("etag", "anomaly"), [("version", None), ("digest", "ghost")])
def test_an_etag_that_is_a_digest_does_not_show_that_a_document_has_changed_back(
    etag: Literal["version", "digest"], anomaly: str | None
) -> None:
    inbox = protocols.scenario("s3_inbox/right", "taken back", etag=etag)
    scope = Scope(("A", "B"), ONE_MORE_COPY, 1)
    found, plain = check(inbox, scope), reference_verdict(inbox, scope)
    assert found.anomaly == anomaly
    assert (found.verdict, found.faults, found.steps) == (plain.verdict, plain.faults, plain.steps)


def test_a_store_knows_two_kinds_of_etags() -> None:
    blobs = BlobStore(etag="digest")
    first = blobs.put("key", {"n": 1})
    second = blobs.put("key", {"n": 2}, if_match=first)
    assert blobs.put("key", {"n": 1}, if_match=second) == first != second
    with pytest.raises(ValueError, match='etag is "version" or "digest", not \'md5\''):
        BlobStore(etag="md5")  # type: ignore[arg-type]
