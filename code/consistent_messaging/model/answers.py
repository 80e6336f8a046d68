"""What a caller was told: the answer to a request goes with the ack, and cannot be taken back.

It counts as published, to nobody but the caller. The caller asks again until an answer has come.
"""

from collections.abc import Hashable

from consistent_messaging.api.context import OutgoingMessage

TO = "answer to "


def answer_to(request: str, content: Hashable) -> OutgoingMessage:
    """Return the answer to the request with this id, as those who listen to it hear it."""
    return OutgoingMessage(f"{TO}{request}", content)


def is_answer(message_id: str) -> bool:
    """True for the id of an answer."""
    return message_id.startswith(TO)


def request_of(message_id: str) -> str:
    """Return the id of the request that this is the answer to."""
    return message_id.removeprefix(TO)
