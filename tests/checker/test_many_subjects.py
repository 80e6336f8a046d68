"""Many orders are judged by the lesson about one: the same oracle, the same words."""

from dataclasses import dataclass

import pytest
from consistent_messaging import OutgoingMessage
from consistent_messaging.api.stores import StoredDocument
from consistent_messaging.checker.many_subjects import ManySubjects, messages_about, renamed
from consistent_messaging.scenario import Lesson, Scenario


@dataclass(frozen=True)
class Add:
    order: str
    item: str


@dataclass(frozen=True)
class Added:
    order: str
    item: str


def add(items, message):
    return (*items, message.item), [Added(message.order, message.item)]


def items_in(records):
    return tuple(records["blobs"]["order-7"].document) if records["blobs"] else ()


MESSAGES = {"A": Add("order-7", "apple"), "B": Add("order-7", "bread")}
LESSON = Lesson("order-7", (), add, items_in)


def scenario(**options):
    return Scenario(handler=object, stores={}, messages=MESSAGES, lesson=LESSON, **options)


def stored(**orders):
    documents = {name.replace("_", "-"): items for name, items in orders.items()}
    return {"blobs": {name: StoredDocument(items, "1") for name, items in documents.items()}}


def sent(order, *items, prefix=""):
    return [OutgoingMessage(f"{prefix}{item}/added", Added(order, item)) for item in items]


JUDGE = ManySubjects(scenario(), MESSAGES)
RECORDS = stored(order_1=("bread", "apple"), order_2=("apple",), order_3=("apple", "apple"))


def test_an_order_is_right_if_some_sequence_of_its_messages_explains_it() -> None:
    arrived = sent("order-1", "apple", "bread", "apple")

    assert JUDGE.wrong_with("order-1", RECORDS, arrived) is None


@pytest.mark.parametrize(
    ("order", "arrived", "anomaly", "message"),
    [
        ("order-1", ["apple"], "lost", "Added(order-1, bread) was never published"),
        ("order-2", ["apple"], "lost", "B was acked and left no trace: order-2 holds"),
        ("order-3", ["apple"], "duplicate", "A took effect twice: order-3 holds"),
        ("order-4", [], "lost", "A was acked and left no trace: order-4 holds"),
        (
            "order-2",
            ["apple", "bread"],
            "ghost",
            "Added(order-2, bread) was published, and order-2",
        ),
        ("order-1", ["apple", "bread", "figs"], "contradictory", "Added(order-1, figs) was publ"),
    ],
)
def test_what_is_wrong_has_the_word_and_names_the_order(order, arrived, anomaly, message) -> None:
    found = JUDGE.wrong_with(order, RECORDS, sent(order, *arrived))

    assert found is not None
    assert found.anomaly == anomaly
    assert found.message.startswith(message)


def test_a_content_under_two_ids_is_a_duplicate_and_a_copy_under_one_id_is_none() -> None:
    arrived = [*sent("order-1", "apple", "bread"), *sent("order-1", "apple", prefix="other ")]
    found = JUDGE.wrong_with("order-1", RECORDS, arrived)

    assert found is not None
    assert (found.anomaly, "under different ids" in found.message) == ("duplicate", True)


def test_where_tokens_are_checked_a_message_handled_twice_is_a_duplicate_under_one_id() -> None:
    judge = ManySubjects(scenario(receiver="tokens"), MESSAGES)
    once = sent("order-1", "apple", "bread")

    assert judge.wrong_with("order-1", RECORDS, once) is None
    found = judge.wrong_with("order-1", RECORDS, [*once, *sent("order-1", "apple")])
    assert found is not None
    assert found.anomaly == "duplicate"
    assert "handled downstream 2 times: a copy of it had a token as well" in found.message


def test_more_messages_than_the_oracle_can_put_in_every_sequence_are_refused() -> None:
    many = {str(number): Add("order-7", str(number)) for number in range(6)}

    with pytest.raises(ValueError, match="Every sequence of 6 messages is too much"):
        ManySubjects(scenario(), many)


def test_a_message_is_renamed_where_it_names_the_subject_and_nowhere_else() -> None:
    assert renamed(Add("order-7", "apple"), "order-7", "order-1") == Add("order-1", "apple")
    assert renamed(Add("order-8", "apple"), "order-7", "order-1") == Add("order-8", "apple")
    assert renamed("order-7", "order-7", "order-1") == "order-7"


def test_of_many_messages_there_is_one_of_each_kind_first() -> None:
    adds = {name: Add("order-7", name) for name in "ABCDEF"}
    others = {"X": Add("order-8", "figs"), "G": Added("order-7", "grapes")}

    chosen = messages_about("order-7", {**adds, **others})

    assert [*chosen] == ["A", "B", "C", "D", "G"]
