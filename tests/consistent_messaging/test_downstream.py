"""What is told of the next endpoint, where it recognises copies by their tokens."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from consistent_messaging import (
    BlobStore,
    Dispatcher,
    MessageContext,
    OutgoingMessage,
    TokenStore,
    derived_id,
)
from consistent_messaging.api.frozen_values import thaw
from consistent_messaging.checks import InconsistentError, assert_consistent
from consistent_messaging.dispatcher import Outlet
from consistent_messaging.explain import ReplayRequest, report_history
from consistent_messaging.scenario import Lesson, Scenario
from consistent_messaging.simulation.history import History
from shop import AddItem, ItemAdded


class Sender:
    """Stores an item; says so under these tokens, in messages of the same id."""

    tokens_carried: tuple[str | None, ...] = ("one",)
    tokens_made: tuple[str, ...] = ("one",)

    def __init__(self, blobs: BlobStore, tokens: TokenStore, dispatcher: Dispatcher) -> None:
        self.blobs, self.tokens, self.dispatcher = blobs, tokens, dispatcher

    def handle(self, message: AddItem, context: MessageContext) -> None:
        self.blobs.put("order-7", {"items": [message.item]})
        for token in self.tokens_made:
            self.tokens.create(token)
        message_id, body = derived_id(context.message_id, "added"), ItemAdded(message.item)
        for carried in self.tokens_carried:
            headers = {"token": carried} if carried else {}
            self.dispatcher.dispatch([OutgoingMessage(message_id, body, headers)])


def sender(carried: tuple[str | None, ...], made: tuple[str, ...]) -> type[Sender]:
    return type("Sender", (Sender,), {"tokens_carried": carried, "tokens_made": made})


def scenario(handler: type[Sender]) -> Scenario:
    def items(records: object) -> tuple[str, ...]:
        blobs = records["blobs"]  # type: ignore[index]
        return tuple(thaw(blobs["order-7"][0])["items"]) if blobs else ()

    return Scenario(
        handler,
        {"blobs": BlobStore(), "tokens": TokenStore(), "dispatcher": Outlet()},
        {"A": AddItem("apple")},
        Lesson("order-7", (), lambda s, m: ((*s, m.item), [ItemAdded(m.item)]), items),
        receiver="tokens",
    )


def judged(handler: type[Sender]) -> tuple[History, str]:
    history = scenario(handler).play("A")
    with pytest.raises(InconsistentError) as caught:
        assert_consistent(scenario(handler), history)
    return history, str(caught.value)


def test_a_message_whose_token_is_there_is_handled() -> None:
    history = scenario(Sender).play("A")
    assert_consistent(scenario(Sender), history)
    assert history.steps[-1].sentence == (
        "Downstream gets ItemAdded(apple), finds its token one, and handles it."
    )


def test_a_message_without_a_token_is_lost() -> None:
    history, message = judged(sender((None,), ()))
    assert history.steps[-1].sentence == (
        "Downstream gets ItemAdded(apple) without a token, and ignores it."
    )
    assert message == (
        f"Lost: ItemAdded(apple) was never handled downstream. {history.steps[-1].sentence[:-1]} "
        f"(step {len(history.steps)})."
    )


def test_a_message_whose_token_is_not_there_is_lost() -> None:
    history, message = judged(sender(("one",), ("two",)))
    assert history.steps[-1].sentence == (
        "Downstream gets ItemAdded(apple), does not find its token one, and ignores it."
    )
    assert message == (
        f"Lost: ItemAdded(apple) was never handled downstream. {history.steps[-1].sentence[:-1]} "
        f"(step {len(history.steps)})."
    )


def test_a_copy_with_a_token_of_its_own_is_handled_again() -> None:
    _, message = judged(sender(("one", "two"), ("one", "two")))
    assert message == (
        "Duplicate: ItemAdded(apple) was handled downstream 2 times: "
        "a copy of it had a token as well."
    )


def test_what_arrives_downstream_is_a_step_of_no_attempt() -> None:
    own, history = Path(__file__), scenario(Sender).play("A")
    told = report_history(
        scenario(Sender), ReplayRequest.of(history), own, own.read_text(encoding="utf-8")
    )
    arrives = told["moments"][-1]
    assert arrives["sentence"].startswith("Downstream gets ItemAdded A")
    assert (arrives["call"], arrives["sent"], arrives["line"]) == (None, None, None)


def test_a_record_that_is_removed_is_a_step_of_no_attempt() -> None:
    own = Path(__file__)
    evicting = replace(scenario(Sender), deduplication=frozenset({"tokens"}))
    request = ReplayRequest("+A .A .A xtokens:one", ("A",), marks="x", most_faults=1)
    told = report_history(evicting, request, own, own.read_text(encoding="utf-8"))
    assert told["moments"][-1]["sentence"] == "Monkey: one is removed from the tokens."
    assert told["moments"][-1]["call"] is None


def test_of_two_copies_the_one_whose_token_comes_first_arrives_first() -> None:
    history = scenario(sender(("two", "one", "three"), ())).play("A")
    arrived = [step.sentence for step in history.steps if step.sentence.startswith("Downstream")]
    assert [re.findall(r"token (\w+)", sentence)[0] for sentence in arrived] == [
        "one",
        "three",
        "two",
    ]
