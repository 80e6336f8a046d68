"""What those have heard who recognise a copy by the token that it carries."""

from consistent_messaging import OutgoingMessage
from consistent_messaging.api.frozen_values import freeze
from consistent_messaging.model.sent_messages import SentMessages


def heard(*messages: tuple[str, str]) -> set[tuple[str, object]]:
    mail = SentMessages()
    for number, (message_id, body) in enumerate(messages):
        headers = {"token": f"token-{number}"}
        message: OutgoingMessage = freeze(OutgoingMessage(message_id, body, headers))  # type: ignore[assignment]
        mail = mail.with_sent(message, waits=True).received(message, handled=True)
    return {(message.message_id, message.body) for message in mail.heard(by_token=True)}


def test_an_exact_copy_with_a_token_of_its_own_is_heard_again() -> None:
    assert heard(("A/1", "apple"), ("A/1", "apple")) == {("A/1", "apple"), ("A/1 (again)", "apple")}


def test_one_id_with_two_contents_stays_one_id_so_that_it_is_seen_to_be_contradictory() -> None:
    assert heard(("1", "apple"), ("1", "bread")) == {("1", "apple"), ("1", "bread")}
