"""Each history that the course tells of what goes wrong, on PostgreSQL."""

import re
from collections import Counter
from typing import get_args

import psycopg
import pytest
from consistent_messaging.adapters.replay import NotReplayedHere, PostgresqlStores, replay_on
from consistent_messaging.api.spec import Anomaly
from sampled import one_in

from replay import histories
from replay.histories import CASE_FILES, MISTAKES, Told
from replay.judged import check_replayed

TABLE = histories.read()
ANEW = "write the table anew, as histories.py says"
DATABASE = "database is a Database"
NOT_ON_POSTGRESQL = {
    "demonstration looking-back/summary.md 1": DATABASE,
    **{
        f"demonstration reference/in-a-real-system.md {place}": DATABASE
        for place in (*range(2, 10), *range(11, 14))
    },
    "demonstration reference/take-it-home.md 2": "blobs makes its etags of the content",
    "demonstration reference/take-it-home.md 7": "outbox_store is a ListedRecords",
    "case claim_that_is_extended": "database is a Log",
    "case cleared_before_the_conflict": "stream is a Stream",
    "case highest_number": "database is a Numbered",
    "case in_progress_for_ever": "idempotency is a ForEver",
    "case in_progress_until_a_time": "idempotency is a Records",
    "case key_saved_after_the_work": "idempotency is a KeyWithTheResponse",
    "case outbox_emptied_in_parallel": "rows is a Rows",
    "case payload_without_a_message": "payloads is a Payloads",
    "case popped_from_the_list": "database is a Jobs",
    "case reply_before_the_saga": DATABASE,
    "case retention_of_what_was_not_sent": "database is a Retention",
    "case selected_then_locked": "database is a Jobs",
    "case sent_again_for_each_copy": DATABASE,
    "case sent_before_the_commit": DATABASE,
    "case snapshot_of_a_stale_history": "history is a History",
    "case sweeper_of_another_status": "database is a Inbox",
    "case timeout_without_a_saga": "sagas is a Sagas",
}
# A document that is too large: PostgreSQL takes it, so the history goes on in another way.
WITHOUT_A_LIMIT = "mistake outbox_document_runner/keeps_the_messages_in_the_document_too"
MADE_IN_A_CHECK = {  # the scenario has no name by which it could be found
    ("mistake state_machine_runner/decides_again_for_a_copy", "contradictory"),
    ("mistake state_machine_runner/dispatches_before_the_put", "contradictory"),
}
NAMED = [told for told in TABLE if told.module != "?"]
REPLAYED = [
    told for told in NAMED if told.where not in NOT_ON_POSTGRESQL and told.where != WITHOUT_A_LIMIT
]


@pytest.mark.parametrize("told", one_in(2, REPLAYED), ids=str)
def test_a_history_is_the_same_on_postgresql(
    told: Told, connection: psycopg.Connection, replayed_so_far: Counter[str]
) -> None:
    world = {"messages": told.messages, "consumers": told.consumers, "leftovers": told.leftovers}
    with histories.scenario_of(told) as scenario:
        check_replayed(connection, scenario, told.schedule, told.word, **world)
    replayed_so_far.update(histories=1, steps=told.length)


@pytest.mark.parametrize("told", [t for t in NAMED if t.where in NOT_ON_POSTGRESQL], ids=str)
def test_a_history_that_cannot_be_replayed_says_why(
    told: Told, connection: psycopg.Connection
) -> None:
    with (
        histories.scenario_of(told) as scenario,
        pytest.raises(NotReplayedHere, match=NOT_ON_POSTGRESQL[told.where]),
    ):
        PostgresqlStores(scenario, connection)


def test_the_worlds_part_where_a_document_is_too_large_for_one_of_them(
    connection: psycopg.Connection,
) -> None:
    parts, stays = [told for told in TABLE if told.where == WITHOUT_A_LIMIT], 0
    for told in parts:
        with histories.scenario_of(told) as scenario:
            stores = PostgresqlStores(scenario, connection)
            replayed = replay_on(stores, scenario, told.schedule, messages=told.messages)
        stays += replayed.same
        assert replayed.same or "DocumentTooLarge (order-7 would be" in replayed.differs
    assert stays < len(parts)


def test_all_that_the_course_tells_is_in_the_table() -> None:
    assert {told.where for told in TABLE} - {*MISTAKES} == {*histories.names()} - {*MISTAKES}, ANEW
    assert {*NOT_ON_POSTGRESQL, WITHOUT_A_LIMIT} <= {told.where for told in TABLE}
    assert {(t.where, t.word) for t in TABLE if t.module == "?"} == MADE_IN_A_CHECK
    assert {told.where for told in NAMED if told.where in CASE_FILES} == {*CASE_FILES}


@pytest.mark.parametrize("where", MISTAKES)
def test_the_table_has_a_history_for_each_word_that_a_mistake_says(where: str) -> None:
    """But for bookkeeping that grows, or stays: a check of that tells no single history."""
    _, mistake = MISTAKES[where]
    words = "|".join(get_args(Anomaly))
    said = [re.match(rf"({words}): ", line, re.I) for line in mistake.expected.values()]
    expected = {
        found[1].lower()
        for found in said
        if found and not re.search(r"after \d messages| still keeps ", found.string)
    }
    assert {told.word for told in TABLE if told.where == where} == expected, ANEW
