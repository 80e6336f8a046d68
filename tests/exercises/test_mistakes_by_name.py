"""The mistakes that the course promises to catch by name: each is known, with its effect.

The gate holds what every mistake is told; this holds that none of these goes missing.
"""

from pathlib import Path

import pytest
from consistent_messaging.exercise.exercise import Exercise, find_exercises

ROOT = Path(__file__).parents[2]
EXERCISES: dict[str, Exercise] = find_exercises(ROOT / "code" / "exercises")

PROMISED = {
    "publishes before it stores": "outbox_handler/dispatches_before_the_put: ghost",
    "returns early on a duplicate": "state_at_first_processing/returns_early_on_a_duplicate: lost",
    "takes outputs from the current state": (
        "state_at_first_processing/goes_through_the_whole_stream: lost"
    ),
    "takes a fresh id for each publish": "event_sourced_handler/fresh_id: duplicate",
    "takes one id for two outputs": "first_item_added/one_id_for_both: contradictory",
    "writes state and processed id apart": "outbox_handler/entry_in_a_second_put: duplicate",
    "marks apart, in a stream": "state_at_first_processing/marks_in_a_second_append: duplicate",
    "folds on past the duplicate": "state_at_first_processing/folds_on_past_the_duplicate: lost",
    "folds its own event in": "state_at_first_processing/includes_its_own_event: lost",
    "appends at any version": "state_at_first_processing/appends_at_any_version: contradictory",
    "leaves no marker": "state_at_first_processing/leaves_no_marker: contradictory",
    "decides by the clock": "state_at_first_processing/asks_the_clock: duplicate",
    "hides the duplicate in a snapshot": (
        "state_at_first_processing/snapshot_hides_the_duplicate: duplicate"
    ),
    "puts state and outbox apart": "outbox_handler/messages_in_a_second_put: lost",
    "clears the entry before publishing": "outbox_handler/clears_before_dispatching: lost",
    "deletes the key of the entry": "outbox_handler/deletes_the_key: duplicate",
    "makes new ids at dispatch": "outbox_handler/new_ids_at_dispatch: duplicate",
    "runs the transition until it is dispatched": "outbox_handler/adds_until_dispatched: duplicate",
    "asks the inbox before the load": "inbox_runner/asks_the_inbox_first: duplicate",
    "marks before publishing": "inbox_runner/marks_before_dispatching: lost",
    "cleans before marking": "inbox_runner/removes_before_marking: duplicate",
    "marks with a write that only creates": "inbox_runner/refuses_a_second_mark: stuck",
    "never cleans up": "inbox_runner/no_clean_up: leak",
    "reads the claim first": "claims_runner/believes_a_read_that_finds_nothing: duplicate",
    "keeps the claim id to itself": "claims_runner/claim_id_not_persisted: lost",
    "takes claimed for processed": "claims_runner/takes_claimed_for_processed: lost",
    "prepares the record after the commit": (
        "outbox_document_runner/prepares_after_the_commit: lost"
    ),
    "lets attempts share a record": (
        "outbox_document_runner/names_the_record_after_the_message: contradictory"
    ),
    "makes tokens anew on retry": "token_runner/new_tokens_in_each_attempt: duplicate",
    "derives the ids of tokens": "token_runner/derives_the_token_ids: lost",
    "creates a token after the send": "token_runner/creates_the_tokens_after_the_send: lost",
    "deletes its token before dispatching": (
        "token_runner/deletes_its_token_before_dispatching: lost"
    ),
    "asks for the token before the load": "token_runner/asks_for_the_token_first: duplicate",
    "lets tokens expire": "token_runner/tokens_expire: lost",
    "repeats only the append": "state_at_first_processing/repeats_only_the_append: contradictory",
    "repeats only the put": "outbox_handler/repeats_only_the_put: ghost",
}


@pytest.mark.parametrize("mistake", PROMISED)
def test_a_mistake_of_the_course_is_caught_with_its_effect(mistake: str) -> None:
    identifier, _, rest = PROMISED[mistake].partition("/")
    name, _, effect = rest.partition(": ")
    known = {each.path.stem: each for each in EXERCISES[identifier].mistakes}

    assert name in known
    told = [message.partition(":")[0].lower() for message in known[name].expected.values()]
    assert effect in told
