"""Values as JSON: they come back as they were, or something says why not."""

from dataclasses import dataclass, field
from enum import StrEnum

import pytest
from conformance import CODEC, Backend
from conformance.queue_model import written
from conformance.values import one_of_each
from consistent_messaging.adapters.json_codec import JsonCodec
from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.api.headers import NO_HEADERS


@dataclass(frozen=True)
class Item:
    name: str


def test_a_value_comes_back_as_it_was() -> None:
    for value in one_of_each(Backend()):
        assert written(CODEC.decode(CODEC.encode(value))) == written(value)


def test_equal_values_have_the_same_text() -> None:
    assert CODEC.encode({"b": {"d": 1, "c": 2}, "a": 3}) == CODEC.encode(
        {"a": 3, "b": {"c": 2, "d": 1}}
    )


def test_a_message_comes_back_with_its_body_and_headers() -> None:
    message = OutgoingMessage("m", Item("apple"), {"trace": "t"})
    codec = JsonCodec(Item)

    assert codec.decode(codec.encode(message)) == message
    plain = codec.decode(codec.encode(OutgoingMessage("m", 1)))
    assert plain.headers == NO_HEADERS
    assert hash(plain) == hash(OutgoingMessage("m", 1))


def test_an_enum_that_is_a_text_comes_back_as_a_text() -> None:
    class Colour(StrEnum):
        RED = "red"

    assert written(CODEC.decode(CODEC.encode(Colour.RED))) == written("red")


def test_a_class_that_was_not_given_is_named() -> None:
    with pytest.raises(TypeError, match=r"Give Item to JsonCodec: JsonCodec\(Item\)"):
        CODEC.encode([Item("apple")])
    with pytest.raises(TypeError, match="Give the class Item to JsonCodec"):
        CODEC.decode(JsonCodec(Item).encode(Item("apple")))


def test_what_is_no_dataclass_of_its_own_name_is_refused() -> None:
    with pytest.raises(TypeError, match="takes dataclasses"):
        JsonCodec(int)
    another = dataclass(frozen=True)(type("Item", (), {}))
    with pytest.raises(TypeError, match="two classes named Item"):
        JsonCodec(Item, another)
    with pytest.raises(TypeError, match="needs the name tuple itself"):
        JsonCodec(dataclass(frozen=True)(type("tuple", (), {})))


def test_what_an_older_version_of_a_class_wrote_is_read_with_defaults() -> None:
    text = JsonCodec(Item).encode(Item("apple"))

    @dataclass(frozen=True)
    class Newer:
        name: str
        count: int = 1
        tags: tuple[str, ...] = field(default_factory=tuple)

    Newer.__name__ = "Item"
    assert JsonCodec(Newer).decode(text) == Newer("apple")


def test_what_does_not_fit_the_class_any_more_is_said() -> None:
    @dataclass(frozen=True)
    class Other:
        title: str

    Other.__name__ = "Item"
    with pytest.raises(TypeError, match="has 'name', which the class Item has not"):
        JsonCodec(Other).decode(JsonCodec(Item).encode(Item("apple")))

    @dataclass(frozen=True)
    class Longer:
        name: str
        price: int

    Longer.__name__ = "Item"
    with pytest.raises(TypeError, match="no 'price', which the class Item has"):
        JsonCodec(Longer).decode(JsonCodec(Item).encode(Item("apple")))
