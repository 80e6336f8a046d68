"""Stores that forget, that miss, and that refuse: what each does to a protocol that holds."""

from dataclasses import replace

import protocols
import pytest
from consistent_messaging import BlobStore
from consistent_messaging.checker import DUPLICATE, EVICTED, STALE_READ, Scope, check
from consistent_messaging.explain import ReplayRequest, report_history

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
