"""Each shortest history of the catalogue, on PostgreSQL: the same answers, the same end."""

from collections import Counter

import catalogue
import psycopg
import pytest
from catalogue import Entry
from consistent_messaging.adapters.replay import NotReplayedHere, PostgresqlStores
from sampled import one_in

from replay.judged import check_replayed

FAILURES = [entry for entry in catalogue.read() if entry.schedule]
DIGESTS = "blobs makes its etags of the content"
NOT_ON_POSTGRESQL = {
    ("s3_inbox/right", "digest"): DIGESTS,
    ("s5_outbox_document/right", "digest"): DIGESTS,
    ("s6_tokens/right", "digest"): DIGESTS,
    ("w1_own_store/wrong_asks_a_stale_index", "version"): "pages is a Pages",
    ("w1_own_store/wrong_ignores_the_answer", "version"): "cell is a Cell",
    ("w1_own_store/wrong_two_batches", "version"): "partition is a Partition",
    ("w3_rules/wrong_charges_last", "version"): "bank is a Bank",
    ("w3_rules/wrong_charges_under_a_fresh_key", "version"): "bank is a Bank",
}


def place(entry: Entry) -> tuple[str, str]:
    return entry.protocol, entry.etag


REPLAYED = [entry for entry in FAILURES if place(entry) not in NOT_ON_POSTGRESQL]


@pytest.mark.parametrize("entry", one_in(2, REPLAYED), ids=str)
def test_a_history_is_the_same_on_postgresql(
    entry: Entry, connection: psycopg.Connection, replayed_so_far: Counter[str]
) -> None:
    replayed = check_replayed(
        connection,
        entry.scenario,
        entry.schedule,
        entry.anomaly,
        messages=entry.scope.messages,
        leftovers=entry.leftovers,
    )
    assert len(replayed.steps) == entry.steps
    replayed_so_far.update(histories=1, steps=len(replayed.steps))


@pytest.mark.parametrize("entry", [e for e in FAILURES if e not in REPLAYED], ids=str)
def test_a_history_that_cannot_be_replayed_says_why(
    entry: Entry, connection: psycopg.Connection
) -> None:
    with pytest.raises(NotReplayedHere, match=NOT_ON_POSTGRESQL[place(entry)]):
        PostgresqlStores(entry.scenario, connection)


def test_each_stage_has_histories_that_are_replayed() -> None:
    stages = Counter(entry.protocol.partition("_")[0] for entry in REPLAYED)
    assert {stage for stage, count in stages.items() if count >= 10} >= {
        f"s{number}" for number in range(1, 7)
    }
