"""How values are put into words."""

from dataclasses import dataclass

from consistent_messaging import BlobStore, ClaimInbox, MessageContext, OutgoingMessage
from consistent_messaging.api.frozen_values import FrozenList, freeze
from consistent_messaging.execution.replay import Answer, Call
from consistent_messaging.scenario import Lesson, Scenario
from consistent_messaging.text.format import counted, document, sentence_of, short, shown


@dataclass(frozen=True)
class Added:
    order_id: str
    item: str


def test_a_document_is_written_with_as_little_as_can_be() -> None:
    outbox = {"A": [OutgoingMessage("A/0", Added("order-7", "apple"))], "B": None}
    written = {"items": ["apple"], "outbox": outbox, "size": 1}
    said = "{items: [apple], outbox: {A: [Added(order-7, apple)], B: None}, size: 1}"
    assert document(written) == said
    assert document(freeze(written)) == said


def test_a_message_is_written_with_the_headers_that_it_carries() -> None:
    body = Added("order-7", "apple")
    assert short(OutgoingMessage("A/0", body)) == "Added(order-7, apple)"
    said = "Added(order-7, apple) with token new-1"
    assert short(OutgoingMessage("A/0", body, {"token": "new-1"})) == said
    assert document(freeze([OutgoingMessage("A/0", body, {"token": "new-1"})])) == f"[{said}]"


def test_of_a_long_text_the_beginning_is_written() -> None:
    picture = "a picture of a cake " + "A" * 250_000
    said = "a picture of a cake…"
    assert short(Added("order-7", picture)) == f"Added(order-7, {said})"
    assert document({"items": ["apple", picture]}) == f"{{items: [apple, {said}]}}"
    assert shown(("apple", picture)) == f"apple, {said}"


def test_a_step_tells_the_document_that_it_wrote_and_cuts_a_long_one() -> None:
    class Handler:
        def __init__(self, blobs: BlobStore) -> None:
            self.blobs = blobs

        def handle(self, message: Added, context: object) -> None:
            self.blobs.put(message.order_id, {"items": [message.item] * 4}, if_none_match="*")

    lesson = Lesson("order-7", (), lambda items, message: (items, []), lambda records: ())
    messages = {"A": Added("order-7", "apple"), "B": Added("order-8", "b" * 60)}
    history = Scenario(Handler, {"blobs": BlobStore()}, messages, lesson).play("A", "B")
    said = [step.sentence for step in history.steps if step.wrote]
    assert said[0] == "A·1 writes order-7: {items: [apple, apple, apple, apple]}."
    assert len(said[1]) < 200
    assert said[1].endswith("bbb….")


def test_a_claim_is_told_with_its_id_and_whether_it_came_first() -> None:
    class Handler:
        def __init__(self, claims: ClaimInbox) -> None:
            self.claims = claims

        def handle(self, message: Added, context: MessageContext) -> None:
            self.claims.try_claim("order-7", context.message_id)
            self.claims.claimed_by("order-7")

    lesson = Lesson("order-7", (), lambda items, message: (items, []), lambda records: ())
    messages = {"A": Added("order-7", "apple"), "B": Added("order-7", "bread")}
    history = Scenario(Handler, {"claims": ClaimInbox()}, messages, lesson).play("A", "B")
    assert [step.sentence for step in history.steps if step.called] == [
        "A·1 claims order-7 as A.",
        "A·1 asks who claimed order-7: A.",
        "B·1 claims order-7 as B: it is claimed already.",
        "B·1 asks who claimed order-7: A.",
    ]
    assert history.outcome()[-1] == "claims order-7: A"


def test_a_record_beside_the_documents_is_told_with_its_store() -> None:
    messages = FrozenList((OutgoingMessage("A/0", Added("order-7", "apple")),))
    written = Call("outbox_store", "put", ("new-1", messages))
    assert sentence_of(written, Answer()) == (
        "writes new-1 in the outbox store: [Added(order-7, apple)]."
    )
    read = Call("outbox_store", "get", ("new-1",))
    assert sentence_of(read, Answer()) == "reads new-1 in the outbox store: not there."


def test_a_large_number_of_things_can_be_read() -> None:
    assert [counted(n, "state") for n in (0, 1, 1131)] == ["no states", "1 state", "1,131 states"]
