"""A conditional write that was refused: the step says whose version it names, from when, and who
wrote since."""

from typing import Any

from consistent_messaging import BlobStore
from consistent_messaging.scenario import Lesson, Scenario
from consistent_messaging.simulation.history import History
from shop import Careful, shop

KEY = "order-7"


class Puts:
    """Reads, and puts twice on what it read."""

    def __init__(self, blobs: BlobStore) -> None:
        self.blobs = blobs

    def handle(self, message: str, context: Any) -> None:
        blob = self.blobs.get(KEY)
        for _ in range(2):
            if blob:
                self.blobs.put(KEY, {"by": message}, if_match=blob.etag)
            else:
                self.blobs.put(KEY, {"by": message}, if_none_match="*")


class NamesAnEtagOfItsOwn(Puts):
    """Takes the version for something that it may make up."""

    def handle(self, message: str, context: Any) -> None:
        self.blobs.put(KEY, {"by": message}, if_match="1")


def played(handler: type[Puts], schedule: str) -> History:
    lesson = Lesson("the order", None, lambda state, message: (state, []), lambda records: None)
    messages = {"A": "apple", "B": "bread"}
    return Scenario(handler, {"blobs": BlobStore()}, messages, lesson).replay(schedule)


def test_who_has_written_what_exists_already_is_named_with_the_step() -> None:
    own = played(Puts, "+A .A .A .A").steps[-1]
    assert own.sentence.startswith(
        "A·1 writes order-7: refused. order-7 exists already: A·1 itself wrote it in step 3."
    )
    other = played(Puts, "+A .A +B .B .B .A").steps[-1]
    assert "exists already: B·1 wrote it in step 5. A·1 fails" in other.sentence
    assert other.refusal == "order-7 exists already: B·1 wrote it in step 5."


def test_an_etag_that_is_out_of_date_is_told_with_the_step_it_is_from() -> None:
    steps = played(Puts, "+A .A .A .A +B .B +A .A .B .A").steps
    assert steps[-1].sentence.startswith(
        "A·2 writes order-7: refused. The etag of A·2 is from step 8, and B·1 wrote order-7 in "
        "step 9."
    )
    own = played(Puts, "+A .A .A .A +B .B .B .B").steps[-1]
    assert "The etag of B·1 is from step 6, and B·1 itself wrote order-7 in step 7." in own.sentence


def test_an_etag_that_no_store_gave_is_told_to_be_one() -> None:
    step = played(NamesAnEtagOfItsOwn, "+A .A").steps[-1]
    assert "refused. No store gave A·1 the etag 1. A·1 fails" in step.sentence


def test_who_has_appended_since_is_named_with_the_step() -> None:
    step = shop(Careful).replay("+A .A +B .B .B .A").steps[-1]
    assert (
        "refused. order-7 is at version 1, not at 0: B·1 appended to order-7 in step 5."
        in step.sentence
    )
