"""Judges what real stores hold in the end, by a lesson about one subject: for many of them.

A lesson is about `order-7`. A real run has thousands of orders, each with messages like those. So
what is about another order is judged as if it were about the lesson's.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cached_property
from typing import Any

from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.api.spec import Records
from consistent_messaging.checker.oracle import Oracle, Violation, oracle_for
from consistent_messaging.model.sent_messages import SentMessages
from consistent_messaging.simulation.scenario import Scenario

MOST_MESSAGES = 5
"""Of so many, the oracle tries every sequence soon, and those with a copy as well."""


class ManySubjects:
    """Judges, with the checker's own oracle, subjects of which each got the same messages.

    `messages` are these, by name, about the lesson's own subject. The oracle tries each sequence
    of them, so there are few.
    """

    def __init__(self, scenario: Scenario, messages: Mapping[str, Any]) -> None:
        if len(messages) > MOST_MESSAGES:
            few = f"up to {MOST_MESSAGES} messages about each subject"
            raise ValueError(f"Every sequence of {len(messages)} messages is too much: take {few}.")
        self._scenario, self._messages = scenario, dict(messages)

    @cached_property
    def _oracle(self) -> Oracle:
        scenario = self._scenario
        by_token = bool(scenario.receiver)
        return oracle_for(scenario.lesson, self._messages, scenario.rules, by_token=by_token)

    def wrong_with(
        self, subject: str, records: Records, arrived: Iterable[OutgoingMessage]
    ) -> Violation | None:
        """Return what is wrong with one subject now that nothing is left to happen, or None.

        `records` is all that the stores keep. `arrived` is what has arrived about this subject:
        all that was sent, or what a receiver that checks tokens has handled.
        """
        lesson = self._scenario.lesson
        own = {
            name: {lesson.subject: kept[subject]} if subject in kept else {}
            for name, kept in records.items()
        }
        heard = self._heard([self._of_the_lesson(message, subject) for message in arrived])
        state = lesson.state_in(own)
        found = self._oracle.always(state, heard) or self._oracle.at_rest(state, heard)
        if found is None:
            return None
        return replace(found, message=found.message.replace(lesson.subject, subject))

    def _of_the_lesson(self, message: OutgoingMessage, subject: str) -> OutgoingMessage:
        body = renamed(message.body, subject, self._scenario.lesson.subject)
        return OutgoingMessage(message.message_id, body)

    def _heard(self, arrived: list[OutgoingMessage]) -> list[OutgoingMessage]:
        if not self._scenario.receiver:
            return arrived
        return [*SentMessages(handled=tuple(arrived)).heard(by_token=True)]


def messages_about(subject: str, messages: Mapping[str, Any]) -> dict[str, Any]:
    """Return messages that name the subject, as many as can be judged: one of each kind first."""
    named = {name: body for name, body in messages.items() if _fields_with(subject, body)}
    seen = Counter[type]()
    turns = {}
    for name, body in named.items():
        turns[name] = seen[type(body)]
        seen[type(body)] += 1
    chosen = sorted(named, key=lambda name: turns[name])[:MOST_MESSAGES]
    return {name: body for name, body in named.items() if name in chosen}


def renamed(body: Any, subject: str, other: str) -> Any:
    """Return the message as one about the `other` subject, in each field that names this one."""
    named = _fields_with(subject, body)
    return replace(body, **dict.fromkeys(named, other)) if named else body


def _fields_with(subject: str, body: Any) -> list[str]:
    if not is_dataclass(body):
        return []
    return [each.name for each in fields(body) if getattr(body, each.name) == subject]
