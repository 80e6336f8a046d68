"""Histories as JSON: what each moment says, what else was possible, why it ends as it does."""

import json
from pathlib import Path
from typing import Any

import pytest
import test_counterexample as shop_of
from consistent_messaging import BlobStore, OutgoingMessage
from consistent_messaging.api.frozen_values import thaw
from consistent_messaging.checker import reachability
from consistent_messaging.dispatcher import Outlet
from consistent_messaging.explain import (
    ReplayRequest,
    UnreadableRequestError,
    compare,
    follow,
    options_after,
    report_history,
)
from consistent_messaging.explain.value_format import shown_value
from consistent_messaging.scenario import Lesson, Scenario
from consistent_messaging.simulation.simulator import ImpossibleActionError
from test_counterexample import HISTORY, SHOP

FILE = Path(shop_of.__file__)
SOURCE = FILE.read_text(encoding="utf-8")
SCRIPT = ReplayRequest(HISTORY, ("A", "B"), marks="~!", most_faults=2)
BRANCH = 1 + SOURCE[: SOURCE.index("if items == [message.item]")].count("\n")


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    return report_history(SHOP, SCRIPT, FILE, SOURCE)


def test_the_same_history_is_told_in_the_same_words(told: dict[str, Any]) -> None:
    assert json.dumps(report_history(SHOP, SCRIPT, FILE, SOURCE)) == json.dumps(told)


def test_a_content_is_named_after_its_message(told: dict[str, Any]) -> None:
    assert told["moments"][6]["sentence"] == "B·1 appends ItemAdded B to order-7: version 2."
    assert told["message"] == "FirstItemAdded A was never published"


def test_the_risk_and_the_point_of_no_return_are_told(told: dict[str, Any]) -> None:
    risks = [moment["risk"] for moment in told["moments"]]
    assert risks == ["safe"] * 3 + ["at risk"] * 3 + ["doomed"] * 8
    assert told["point_of_no_return"] == 7


def test_too_many_continuations_leave_the_risk_unknown() -> None:
    few = report_history(SHOP, SCRIPT, FILE, SOURCE, most_states=3)
    assert {moment["risk"] for moment in few["moments"]} == {"unknown"}
    assert few["point_of_no_return"] is None
    assert few["nearest_pass"] is None
    assert few["message"] == "FirstItemAdded A was never published"


def test_the_four_steps_that_matter(told: dict[str, Any]) -> None:
    assert [beat["number"] for beat in told["beats"]] == [3, 4, 7, 12]
    assert told["beats"][0]["text"].endswith("order-7 holds apple.")


def test_the_line_is_named_at_which_two_attempts_part(told: dict[str, Any]) -> None:
    assert told["line"] == BRANCH
    assert "['apple', 'bread'] is not ['apple']" in told["sentence"]
    assert told["why"].endswith("A·2 decided again, and didn't include it.")


def test_a_moment_says_which_lines_ran_and_how_they_branched(told: dict[str, Any]) -> None:
    moment = told["moments"][11]
    assert BRANCH in moment["ran"]
    assert moment["decided"] == [{"line": BRANCH, "text": "['apple', 'bread'] is not ['apple']"}]
    assert moment["line"] == BRANCH - 7


def test_an_attempt_that_has_returned_shows_what_it_has_not_sent(told: dict[str, Any]) -> None:
    (attempt,) = told["moments"][3]["attempts"]
    assert attempt["held"]
    assert attempt["unsent"] == ["FirstItemAdded A", "ItemAdded A"]
    assert attempt["names"]["new"] == "[ItemAdded A]"
    assert attempt["line"] == BRANCH + 1


def test_what_a_step_touched_is_told(told: dict[str, Any]) -> None:
    read, append, sent = (told["moments"][n] for n in (1, 6, 7))
    assert (read["call"]["label"], read["call"]["wrote"]) == ("v0", False)
    assert (append["call"]["label"], append["call"]["names"]) == ("v2", ["A", "B"])
    assert sent["sent"] == {
        "content": "ItemAdded B",
        "kind": "ItemAdded",
        "left": True,
        "inside": False,
    }
    assert append["world"] == [
        {"title": "Stream order-7", "version": "v2", "lines": ["ItemAdded A", "ItemAdded B"]}
    ]


def test_the_other_actions_of_a_step_have_their_risk_and_price(told: dict[str, Any]) -> None:
    instead = {option["action"]: option for option in told["moments"][3]["instead"]}
    assert {action: option["price"] for action, option in instead.items()} == {
        "+B": 0,
        ".A": 0,
        "!A": 1,
    }
    assert {action: option["risk"] for action, option in instead.items()} == {
        "+B": "safe",
        ".A": "safe",
        "!A": "at risk",
    }
    assert instead[".A"]["text"] == "A·1 sends FirstItemAdded A"


def test_what_was_expected_and_what_came(told: dict[str, Any]) -> None:
    first = told["outcome"][0]
    assert first == {"content": "FirstItemAdded A", "message": "A", "expected": 1, "got": 0}
    assert told["order"] == ["A", "B"]


def test_what_is_stored_is_told_where_the_nearest_sequence_expects_something_else() -> None:
    request = ReplayRequest("2A +A .A .A .A =A +A .A .A", ("A",), marks="2", most_faults=1)
    own = Path(__file__)
    twice = report_history(small_shop_of(Forgets), request, own, own.read_text(encoding="utf-8"))
    assert twice["anomaly"] == "duplicate"
    assert {row["expected"] - row["got"] for row in twice["outcome"]} == {0}
    stored = {"subject": "order-7", "expected": "apple", "got": "apple, apple"}
    assert twice["stored"] == stored


def test_nothing_is_said_of_what_is_stored_where_it_is_as_expected(told: dict[str, Any]) -> None:
    assert told["stored"] is None


def test_a_history_that_has_not_ended_says_what_can_come_next() -> None:
    begun = report_history(SHOP, SCRIPT.with_actions(["+A", ".A"]), FILE, SOURCE)
    assert [option["action"] for option in begun["next"]] == ["+B", ".A", "!A"]
    assert begun["anomaly"] is None
    assert not begun["at_rest"]


def test_a_history_that_cannot_be_played_names_its_step() -> None:
    with pytest.raises(ImpossibleActionError, match="Step 2 no longer happens"):
        report_history(SHOP, SCRIPT.with_actions(["+A", "=A"]), FILE, SOURCE)


def test_choosing_step_by_step_shows_what_is_free_and_what_costs_a_fault() -> None:
    first = options_after(SHOP, SCRIPT.with_actions([]), FILE, SOURCE)
    assert [option["text"] for option in first["options"]] == [
        "Deliver A to consumer 1",
        "Deliver B to consumer 1",
    ]
    later = options_after(SHOP, SCRIPT.with_actions(["+A", ".A", ".A"]), FILE, SOURCE)
    assert {option["text"]: option["price"] for option in later["options"]} == {
        "Deliver B to consumer 2": 0,
        "A·1 sends FirstItemAdded A": 0,
        "Delay the ack of A·1; then it fails": 1,
        "Crash A·1 before it sends FirstItemAdded A": 1,
    }


def test_a_fault_that_is_used_up_is_offered_no_more() -> None:
    one = ReplayRequest("+A .A .A !A", ("A", "B"), marks="~!", most_faults=1)
    told = options_after(SHOP, one, FILE, SOURCE)
    assert {option["price"] for option in told["options"]} == {0}
    assert (told["faults"], told["faults_left"]) == (1, 0)


def test_whoever_breaks_the_code_is_told_so() -> None:
    told = options_after(SHOP, SCRIPT, FILE, SOURCE)
    assert (told["anomaly"], told["options"]) == ("lost", [])


def test_the_same_code_compared_with_itself_is_the_same() -> None:
    one = follow(SHOP, SCRIPT, FILE, SOURCE)
    told = compare(one, one)
    assert told["same"] == 14
    assert told["why"] == "Both versions do the same, step by step."


def test_a_schedule_is_followed_as_far_as_the_code_goes_along() -> None:
    bent = SCRIPT.with_actions(["+A", ".A", "=A", ".A", ".A", ".A"])
    told = follow(SHOP, bent, FILE, SOURCE)
    assert told["left_out"] == []
    assert told["schedule"].startswith("+A .A .A .A .A =A +B")
    assert told["anomaly"] is None


@pytest.mark.parametrize(
    "given",
    [
        {"schedule": 3},
        {"schedule": "+A", "leftovers": "some"},
        {"schedule": "+A", "consumers": 9},
        {"schedule": "+A", "marks": "§"},
        {"schedule": "+A", "more": 1},
        {"schedule": "+A " * 401},
    ],
)
def test_what_is_no_script_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(UnreadableRequestError):
        ReplayRequest.read(given)


def test_a_message_that_there_is_not_is_refused() -> None:
    with pytest.raises(UnreadableRequestError, match="There is no message 'Z'; there are A, B"):
        report_history(SHOP, ReplayRequest("+A", ("A", "Z")), FILE, SOURCE)


def test_of_a_long_text_among_the_values_the_beginning_is_shown() -> None:
    assert shown_value({"items": ["0" * 150_000]}) == "{items: ['00000000000000000000…']}"


class ReturnsEarly:
    """Takes what was stored for what was sent."""

    def __init__(self, blobs, dispatcher):
        self.blobs, self.dispatcher = blobs, dispatcher

    def handle(self, message, context):
        if self.blobs.get("order-7"):
            return  # a duplicate
        self.blobs.put("order-7", {"items": [message]})
        self.dispatcher.dispatch([OutgoingMessage(context.message_id, f"{message} added")])


class FallsThrough(ReturnsEarly):
    """The same without a return to point at."""

    def handle(self, message, context):
        if not self.blobs.get("order-7"):
            self.blobs.put("order-7", {"items": [message]})
            self.dispatcher.dispatch([OutgoingMessage(context.message_id, f"{message} added")])


def small_shop_of(handler: type) -> Scenario:
    lesson = Lesson(
        subject="order-7",
        initial=(),
        decide=lambda items, message: ((*items, message), [f"{message} added"]),
        state_in=lambda records: tuple(
            item for document, _ in records["blobs"].values() for item in thaw(document)["items"]
        ),
    )
    stores = {"blobs": BlobStore(), "dispatcher": Outlet()}
    return Scenario(handler, stores, {"A": "apple"}, lesson)


def lost_by(handler: type) -> dict[str, Any]:
    script = ReplayRequest("+A .A .A !A +A .A =A", ("A",), marks="!", most_faults=1)
    own = Path(__file__)
    return report_history(small_shop_of(handler), script, own, own.read_text(encoding="utf-8"))


def test_what_a_second_attempt_does_not_send_is_told_with_the_line_of_its_return() -> None:
    told = lost_by(ReturnsEarly)
    own = Path(__file__).read_text(encoding="utf-8").splitlines()
    assert told["anomaly"] == "lost"
    assert told["why"] == (
        "A·1 was gone before it had sent anything. A·2 returned without sending anything."
    )
    assert own[told["line"] - 1].strip() == "return  # a duplicate"


def test_where_no_return_is_early_the_branch_is_named_that_passed_by_what_sends() -> None:
    told = lost_by(FallsThrough)
    own = Path(__file__).read_text(encoding="utf-8").splitlines()
    assert told["why"].endswith("A·2 returned without sending anything.")
    assert own[told["line"] - 1].strip() == 'if not self.blobs.get("order-7"):'
    assert told["sentence"].startswith("Here A·2 passes by line")


class Forgets:
    """Adds the item again whenever the message comes again."""

    def __init__(self, blobs, dispatcher):
        self.blobs, self.dispatcher = blobs, dispatcher

    def handle(self, message, context):
        order = self.blobs.get("order-7")
        items = order.document["items"] if order else []
        self.blobs.put("order-7", {"items": [*items, message]})
        self.dispatcher.dispatch([OutgoingMessage(context.message_id, f"{message} added")])


class WaitsForever(Forgets):
    """Is never through with a message: whatever is tried, it fails."""

    def handle(self, message, context):
        self.blobs.put("order-7", {"items": []}, if_match="none")


def chosen_in(handler: type, schedule: str, marks: str = "2") -> dict[str, Any]:
    own = Path(__file__)
    request = ReplayRequest(schedule, ("A",), marks=marks, most_faults=1)
    return options_after(small_shop_of(handler), request, own, own.read_text(encoding="utf-8"))


def test_what_is_bound_to_go_wrong_is_not_stuck_before_it_has_gone_wrong() -> None:
    after_two = chosen_in(Forgets, "2A +A")
    assert after_two["anomaly"] is None
    assert [option["action"] for option in after_two["options"]] == ["+A", ".A"]
    assert chosen_in(Forgets, "2A +A .A .A .A =A +A .A .A")["anomaly"] == "duplicate"


def test_moves_are_played_by_themselves_once_there_is_no_choice_up_to_the_end() -> None:
    told = chosen_in(Forgets, "2A +A .A .A .A =A")
    assert (told["anomaly"], told["forced"], told["options"]) == ("duplicate", 3, [])
    assert told["script"]["schedule"] == "2A +A .A .A .A =A +A .A .A"
    assert [step["number"] for step in told["steps"]] == list(range(1, 10))


def test_while_a_fault_is_left_nothing_is_forced() -> None:
    assert chosen_in(Forgets, "+A", marks="!")["forced"] == 0
    assert chosen_in(Forgets, "", marks="")["forced"] == 0


def test_stuck_is_what_never_comes_to_rest_whatever_happens() -> None:
    assert chosen_in(WaitsForever, "+A")["anomaly"] == "stuck"


def test_a_history_that_is_stuck_says_what_goes_round_and_in_which_line() -> None:
    own = Path(__file__)
    source = own.read_text(encoding="utf-8")
    shown = report_history(
        small_shop_of(WaitsForever), ReplayRequest("+A .A +A .A +A .A", ("A",)), own, source
    )
    assert (shown["anomaly"], shown["message"]) == (
        "stuck",
        "from here on, this can never finish by itself",
    )
    assert shown["why"] == (
        "A·3 fails as A·2 did (steps 4 and 6), and so will every attempt after it."
    )
    assert "if_match=" in source.splitlines()[shown["line"] - 1]


def test_nobody_knows_what_is_stuck_where_there_is_too_much_to_follow(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reachability, "MOST_RUNS", -1)
    assert chosen_in(WaitsForever, "+A")["anomaly"] is None


def test_what_may_still_come_is_not_held_against_a_history_that_stopped_in_the_middle() -> None:
    own = Path(__file__)
    begun = report_history(
        small_shop_of(ReturnsEarly),
        ReplayRequest("+A .A .A", ("A",)),
        own,
        own.read_text(encoding="utf-8"),
    )
    assert not begun["at_rest"]
    assert begun["stored"] is None
