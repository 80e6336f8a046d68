"""A history as documented JSON, for readers in other languages: `format` says which version it is.

`docs/reference/history-format.md` has every field, and `history.schema.json` beside it the schema.
Whoever changes a field here changes both, and gives the format another number if a reader of the
old one would misunderstand it.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from consistent_messaging.api.frozen_values import thaw
from consistent_messaging.api.spec import NO_LESSON
from consistent_messaging.checker.leaks import Policy
from consistent_messaging.checker.state_check import StateCheck
from consistent_messaging.execution.replay import NEW_ID, NOW
from consistent_messaging.explain.code_lines import CodeLines
from consistent_messaging.explain.portable_values import as_json, message_as_json
from consistent_messaging.model.actions import ACK, DELIVERY, KINDS, Struck
from consistent_messaging.model.answers import request_of
from consistent_messaging.model.attempt_tree import Node
from consistent_messaging.model.state import FLAGS, ZOMBIE
from consistent_messaging.simulation.attempt import batch_of
from consistent_messaging.simulation.history import History
from consistent_messaging.simulation.scenario import Scenario
from consistent_messaging.simulation.simulator import Simulator, replay

FORMAT = 1


def portable_history(
    scenario: Scenario,
    schedule: str,
    *,
    messages: tuple[str, ...] = (),
    consumers: int = 2,
    leftovers: Policy = "any",
    design: str | None = None,
    code: str | None = None,
) -> dict[str, Any]:
    """Play a history and return all of it as JSON: what each step asked and what it was answered.

    Without `messages` there are those that the schedule delivers. `design` and `code` say where it
    is from. Raises `ImpossibleActionError` at the first action that cannot be taken, and what the
    handler raises if it is broken.
    """
    names = messages or scenario.names_in(schedule)
    played = scenario.with_ids_that_differ(
        lambda: _played(scenario, schedule, names, consumers, leftovers)
    )
    headers = scenario.headers
    return {
        "format": FORMAT,
        "design": design,
        "code": code,
        "schedule": schedule,
        "messages": [
            _message(name, name, scenario.messages[name], headers.get(name, {})) for name in names
        ],
        "consumers": consumers,
        "processes": list(scenario.processes),
        "endpoints": [kind.__name__ for kind in scenario.endpoints],
        **played,
    }


def _played(
    scenario: Scenario, schedule: str, names: tuple[str, ...], consumers: int, leftovers: Policy
) -> dict[str, Any]:
    """Return what is at the start, each step, and how it ends."""
    simulator = Simulator(scenario.model(names, consumers=consumers))
    recorder = _Recorder(simulator)
    stores = _by_store(simulator.records())
    steps = [recorder.take(action, n) for n, action in enumerate(schedule.split(), start=1)]
    judge = StateCheck(simulator.model, scenario.lesson, leftovers, scenario.rules)
    history = simulator.history()
    wrong = history.names.violation(judge(simulator.state, history.faults))
    return {
        "stores": stores,
        "steps": steps,
        "end": _end(history),
        "anomaly": wrong.anomaly if wrong else None,
        "message": wrong.message if wrong else "",
        "right": _right(scenario, simulator, judge),
    }


class _Recorder:
    """Takes the actions of a history, and writes down each step for a reader who has no checker."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator, self._lines = simulator, CodeLines(simulator)
        self._records = simulator.records()
        self._known: Counter[str] = Counter()  # answers that an attempt has got, by its label
        self._delivered: Counter[str] = Counter()  # how often, by the name of a message

    def take(self, action: str, number: int) -> dict[str, Any]:
        """Take one action and return what happened."""
        simulator = self._simulator
        alive = {attempt.label for attempt in simulator.attempts}
        replay(simulator, [action], first=number)
        step, (_, (mark, subject, _), _) = simulator.history().steps[-1], simulator.edges[-1]
        kind, who = KINDS[mark], step.attempt
        now = {attempt.label for attempt in simulator.attempts}
        line, goes_on = self._lines.of_last_step(), kind.strikes is Struck.ATTEMPT and kind.is_step
        node = simulator.model.node(subject) if goes_on else None
        deliveries = self._deliveries(subject, str(who)) if kind is DELIVERY else []
        told = {
            "attempt": who,
            "process": self._process(who),
            "consumer": None if self._process(who) else simulator.consumer_of.get(str(who)),
            "begins": who is not None and who not in alive,
            "delivery": deliveries[0] if len(deliveries) == 1 else None,
            "batch": deliveries if len(deliveries) > 1 else [],
            "line": None if line is None else vars(line),
            "call": self._call(node) if node else None,
            "send": self._send(node) if node else None,
            "given": self._given(str(who), self._reached(goes_on=goes_on, attempt=who)),
            "changes": list(self._changes()),
            "ends": who is not None and who not in now,
            "acked": kind is ACK,
            **(self._acked(simulator.model.node(subject), subject) if kind is ACK else {}),
        }
        always = {"number": number, "action": action, "kind": kind.name, "fault": step.fault}
        there = {name: value for name, value in told.items() if value not in (None, False, [])}
        return {**always, "text": step.sentence, **there}

    def _process(self, attempt: str | None) -> str | None:
        """Return the name of the process if the attempt is one of its rounds."""
        name = str(attempt).rpartition("·")[0]
        return name if name in self._simulator.model.rounds.names else None

    def _deliveries(self, number: int, attempt: str) -> list[dict[str, Any]]:
        """Return the message that is delivered, or all of a batch."""
        tree, names = self._simulator.model.tree, batch_of(attempt)
        self._delivered.update(names)
        members = tree.members(number)
        return [self._delivery(*each) for each in zip(members, names, strict=True)]

    def _delivery(self, number: int, name: str) -> dict[str, Any]:
        work, named = self._simulator.model.tree.works[number], self._simulator.names
        own_id, body = named.text(work.message_id), named.value(work.body)
        message = _message(name, own_id, body, named.json(dict(work.headers)))
        return {**message, "count": self._delivered[name]}

    def _acked(self, node: Node, code: int) -> dict[str, Any]:
        """Return what the caller is told with an ack, and which messages of a batch come again."""
        if code % FLAGS == ZOMBIE:
            return {}
        names = batch_of(self._simulator.history().steps[-1].attempt or "")
        again = [names[place] for place in node.nacked]
        told = {"comes_again": again, "acked": len(again) < len(names)}
        if node.answer is not None:
            told["answered"] = self._value(node.answer.body)
        return told

    def _call(self, node: Node) -> dict[str, Any] | None:
        """Return what a store was asked, and what the code was answered."""
        call = node.call
        if call is None or call.sends:
            return None
        return {
            "store": call.port,
            "operation": call.operation,
            "arguments": [self._value(argument) for argument in call.arguments],
            "keywords": {name: self._value(value) for name, value in call.keywords},
            "reads": call.reads,
            **self._answered(),
        }

    def _send(self, node: Node) -> dict[str, Any] | None:
        """Return what leaves: by a call on the dispatcher, or once the handler has returned."""
        if node.call is not None and node.call.sends:
            message = thaw(self._simulator.names.value(node.call.arguments[0]))
            return {**message_as_json(message), "when": "in the handler", **self._answered()}
        if node.message_out is None:
            return None
        message = thaw(self._simulator.names.value(node.message_out))
        applies = KINDS[self._simulator.edges[-1][1].mark].applies
        return {**message_as_json(message), "when": "after it", "arrives": applies, "answer": None}

    def _answered(self) -> dict[str, Any]:
        state, (mark, subject, truth), _ = self._simulator.edges[-1]
        answer, _, _ = self._simulator.model.carried_out(state, subject, truth or mark)
        if answer.error is None:
            told: dict[str, Any] = {"value": self._value(answer.value)}
        else:
            kind, text = answer.error
            told = {"error": kind.__name__, "text": self._simulator.names.text(text)}
        return {"arrives": KINDS[mark].applies, "answer": told}

    def _reached(self, *, goes_on: bool, attempt: str | None) -> Node | None:
        """Return where the attempt is after the step, even if it has ended with it."""
        model = self._simulator.model
        state, (mark, subject, truth), _ = self._simulator.edges[-1]
        if goes_on:
            return model.tree.nodes[model.reached(state, subject, truth or mark)]
        codes = [each.code for each in self._simulator.attempts if each.label == attempt]
        return model.node(codes[0]) if codes else None

    def _given(self, attempt: str, node: Node | None) -> list[dict[str, Any]]:
        """Return the ids and times that the code has asked for since the attempt's last step."""
        answers = node.answers if node else ()
        new = answers[self._known[attempt] :]
        self._known[attempt] = max(len(answers), self._known[attempt])
        names = {NEW_ID: "id", NOW: "time"}
        return [
            {"what": names[call], "value": self._value(answer.value)}
            for call, answer in new
            if call in names
        ]

    def _changes(self) -> Iterator[dict[str, Any]]:
        before, self._records = self._records, self._simulator.records()
        for store, kept in self._records.items():
            for key in sorted({*before[store], *kept}):
                was, now = _at(before[store], key, "before"), _at(kept, key, "after")
                if list(was.values()) != list(now.values()):
                    yield {"store": store, "key": key, **was, **now}

    def _value(self, value: Any) -> Any:
        return as_json(thaw(self._simulator.names.value(value)))


def _message(name: str, own_id: str, body: object, headers: Any) -> dict[str, Any]:
    return {"name": name, "id": own_id, "body": as_json(body), "headers": as_json(dict(headers))}


def _at(kept: dict[str, Any], key: str, word: str) -> dict[str, Any]:
    return {word: as_json(thaw(kept[key]))} if key in kept else {}


def _by_store(records: Any) -> dict[str, Any]:
    return {
        store: {key: as_json(thaw(record)) for key, record in kept.items()}
        for store, kept in records.items()
    }


def _end(history: History) -> dict[str, Any]:
    return {
        "at_rest": history.at_rest,
        "waiting": list(history.waiting),
        "dead_letters": list(history.dead_letters),
        "not_at_rest": list(history.restless),
        "stores": _by_store(history.records),
        "sent": [
            {**message_as_json(sent.message), "attempt": sent.attempt}
            for sent in history.sent
            if not sent.is_answer
        ],
        "answers": [
            {
                "to": request_of(sent.message.message_id),
                "body": as_json(thaw(sent.message.body)),
                "attempt": sent.attempt,
            }
            for sent in history.sent
            if sent.is_answer
        ],
    }


def _right(scenario: Scenario, simulator: Simulator, judge: StateCheck) -> dict[str, Any] | None:
    """Return what the messages should have led to, in the sequence that comes nearest."""
    if scenario.lesson is NO_LESSON:
        return None
    state = simulator.state
    nearest = judge.oracle.nearest(judge.view(state), simulator.model.heard(state))
    return {
        "sequence": list(nearest.names),
        "state": as_json(nearest.state),
        "state_now": as_json(judge.view(state)),
        "published": [as_json(event) for event in nearest.events],
    }
