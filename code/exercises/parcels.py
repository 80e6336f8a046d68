"""A state machine that isn't an order: the shop's scales add up what is in an order's parcel.

A runner that knows nothing of orders runs it as it is.
"""

from dataclasses import dataclass

from consistent_messaging import BlobStore
from consistent_messaging.api.frozen_values import thaw
from consistent_messaging.checks import NotYetError
from consistent_messaging.dispatcher import Outlet
from consistent_messaging.scenario import Lesson, Scenario

ORDER = "order-7"
MOST_GRAMS = 1_000


@dataclass(frozen=True)
class PackItem:
    """A command: put something of this weight into the parcel of this order."""

    order_id: str
    grams: int


@dataclass(frozen=True)
class ParcelTooHeavy:
    """An event: with this weight the parcel goes by another carrier."""

    order_id: str
    grams: int


@dataclass(frozen=True)
class WeighParcel:
    """A command that changes nothing: the carrier asks what the parcel of this order weighs."""

    order_id: str


@dataclass(frozen=True)
class ParcelWeighed:
    """An event: the parcel had this weight when it was asked for."""

    order_id: str
    grams: int


def pack_item(parcel, message):
    grams = parcel.get("grams", 0)
    if isinstance(message, WeighParcel):
        return parcel, [ParcelWeighed(message.order_id, grams)]
    grams += message.grams
    too_heavy = [ParcelTooHeavy(message.order_id, grams)] if grams > MOST_GRAMS else []
    return {**parcel, "grams": grams}, too_heavy


def decide(grams, message):
    parcel, events = pack_item({"grams": grams}, message)
    return parcel["grams"], events


def parts_of_document(records):
    """Return the document of the parcel, and the parts that it has."""
    if ORDER not in records["blobs"]:
        return []
    document = thaw(records["blobs"][ORDER][0])
    return [document, *(part for part in document.values() if isinstance(part, dict))]


def grams_in(records):
    return next((part["grams"] for part in parts_of_document(records) if "grams" in part), 0)


def assert_holds_no_items(history):
    """Raise `NotYetError` if the parcel's document begins as an order would."""
    if any("items" in part for part in parts_of_document(history.records)):
        raise NotYetError(
            "StateMachineRunner put items into the document of a parcel. Only add_item "
            "knows what an order without items looks like.",
            history,
        )


def parcels_run_by(runner):
    """Return a scenario whose handler hands each message to a runner of this class."""

    class PackItemHandler:
        def __init__(self, blobs, dispatcher):
            self.runner = runner(blobs, dispatcher)

        def handle(self, message, context):
            self.runner.process(message, context, pack_item)

    return Scenario(
        handler=PackItemHandler,
        stores={"blobs": BlobStore(), "dispatcher": Outlet()},
        messages={
            "A": PackItem(ORDER, 600),
            "B": PackItem(ORDER, 500),
            "C": WeighParcel(ORDER),
        },
        lesson=Lesson("the parcel", 0, decide, grams_in),
    )
