"""The message context: what it collects, and which ids it hands out."""

import pytest
from consistent_messaging import MessageContext


def test_what_is_published_is_collected_in_order() -> None:
    context = MessageContext("A")
    context.publish("first", "A/first")
    context.publish("added", "A/added")
    assert [(m.message_id, m.body) for m in context.outgoing] == [
        ("A/first", "first"),
        ("A/added", "added"),
    ]


def test_a_new_id_is_another_one_at_every_call() -> None:
    one, other = MessageContext("A"), MessageContext("A")
    assert len({one.new_id(), one.new_id(), other.new_id(), other.new_id()}) == 4


@pytest.mark.parametrize("nonsense", [None, "", 7])
def test_publishing_without_a_proper_id_is_refused(nonsense: object) -> None:
    with pytest.raises(TypeError, match="publish needs an id that is a non-empty text"):
        MessageContext("A").publish("added", nonsense)  # type: ignore[arg-type]
