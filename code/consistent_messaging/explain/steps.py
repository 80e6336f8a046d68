"""Every step of a history as JSON: what happened, what it touched, and where everything is."""

from collections.abc import Iterator
from typing import Any

from consistent_messaging.api.frozen_values import FrozenList, thaw
from consistent_messaging.api.stores import TableRow
from consistent_messaging.explain import trace
from consistent_messaging.explain.line_trace import LineTrace, LineTraces
from consistent_messaging.explain.places import Place
from consistent_messaging.explain.value_format import (
    lines_of,
    shown_value,
    texts_in,
    version_of,
)
from consistent_messaging.model.actions import (
    ACK,
    DONE,
    GIVEN_BACK,
    KINDS,
    LOST_ACK,
    PARTLY_ACKED,
    ActionKind,
    Struck,
)
from consistent_messaging.model.attempt_tree import Next, Node
from consistent_messaging.model.state import FLAGS, ZOMBIE, copies
from consistent_messaging.model.store_records import is_document
from consistent_messaging.simulation.attempt import Attempt
from consistent_messaging.simulation.history import History, Step
from consistent_messaging.simulation.simulator import Simulator, replay
from consistent_messaging.text.calls import sentence_for
from consistent_messaging.text.format import counted, short

DEAD_LETTER = " (dead letter)"


class StepRecorder:
    """Takes the actions of a history, and writes down what happens at each."""

    def __init__(self, simulator: Simulator, line_traces: LineTraces) -> None:
        self.simulator, self.line_traces = simulator, line_traces
        self.last_codes: dict[str, int] = {}  # of every attempt that there was
        self.places: dict[int, Place] = {}  # by the number of a step: where it was decided

    def take(self, action: str, number: int) -> trace.Step:
        """Take one action and return what happened."""
        replay(self.simulator, [action], first=number)
        after = {attempt.label: attempt.code for attempt in self.simulator.attempts}
        self.last_codes |= {
            attempt.label: attempt.code
            for attempt in self.simulator.attempts
            if not attempt.is_round
        }
        step = self.simulator.history().steps[-1]
        kind = KINDS[action[0]]
        who = step.attempt
        shown = self.simulator.names.json
        subject = self.simulator.edges[-1][1].subject
        before = subject if kind.strikes is Struck.ATTEMPT else None
        place = self._place(before, kind)
        if place is not None:
            self.places[number] = place
        return trace.Step(
            **_header(step),
            **shown(self._footprint(before, after.get(who or ""), kind)),
            **self.standing(),
            consumer=self.simulator.consumer_of.get(who or ""),
            message=_message(self.simulator, step),
            end=self._end(kind) if who and who not in after else None,
            call=shown(self._call()),
            sent=shown(self._sent(before)),
        )

    def standing(self) -> trace.Now:
        """Return where everything is now."""
        records, shown = self.simulator.records(), self.simulator.names.json
        return {
            "queue": shown(self._queue()),
            "attempts": [shown(self._attempt(attempt)) for attempt in self.simulator.attempts],
            "world": [
                doc for store, by_key in records.items() for doc in _documents(store, by_key)
            ],
            "downstream": self._downstream(),
        }

    def _queue(self) -> list[str]:
        model, queue = self.simulator.model, self.simulator.state.queue
        waiting = [(model.tree.works[m], copies(queue, m)) for m in model.queue.waiting(queue)]
        named = [(work.name + DEAD_LETTER * work.is_dead, count) for work, count in waiting]
        return [name for name, count in named for _ in range(count)]

    def _footprint(
        self, before: int | None, after: int | None, kind: ActionKind
    ) -> trace.Footprint:
        """Return the line that the step is about, the lines it ran, and how their branches went."""
        was = self.line_traces.of(before) if before is not None else LineTrace()
        now = self.line_traces.of(after) if after is not None else was
        ran = now.lines[max(0, len(was.lines) - 1) :] if len(now.lines) > len(was.lines) else []
        line = was.line if before is not None and self.simulator.model.node(before).call else None
        if before is not None and kind.is_step:
            line = self._publishing_line(before) or line
        decided: list[trace.DecidedLine] = [
            {"line": n, "text": now.decided[n]} for n in ran if n in now.decided
        ]
        return {"line": line, "ran": sorted(set(ran)), "decided": decided}

    def _end(self, kind: ActionKind) -> str:
        """Say how an attempt has ended with this step: a round is done unless it has failed."""
        state, (mark, subject, truth), _ = self.simulator.edges[-1]
        if kind is ACK and self.simulator.model.deliveries.acked_first:
            return DONE
        if kind is ACK and not _is_zombie(subject) and (nacked := self._node(subject).nacked):
            members = self.simulator.model.tree.members(self._node(subject).message)
            return PARTLY_ACKED if len(nacked) < len(members) else GIVEN_BACK
        if kind.is_step and self.simulator.model.is_round(subject):
            number = self.simulator.model.reached(state, subject, truth or mark)
            if self.simulator.model.tree.nodes[number].next == Next.ACK:
                return DONE
        return kind.end

    def _place(self, code: int | None, kind: ActionKind) -> Place | None:
        """Return where the attempt decided on the call or the send that it goes through."""
        if code is None or not kind.is_step:
            return None
        line_trace = self.line_traces.of(code)
        if self._node(code).call is not None:
            return line_trace.place()
        at = self._published_at(code)
        return None if at is None else line_trace.place(at)

    def _published_at(self, code: int) -> int | None:
        """Return at which of its lines the attempt published what it sends next."""
        node, line_trace = self._node(code), self.line_traces.of(code)
        if node.message_out is None or node.sent >= len(line_trace.published):
            return None
        return line_trace.published[node.sent]

    def _publishing_line(self, code: int) -> int | None:
        """Return the line that published what the attempt sends next."""
        at = self._published_at(code)
        return None if at is None else self.line_traces.of(code).lines[at]

    def _call(self) -> trace.StoreCall | None:
        state, (mark, subject, truth), _ = self.simulator.edges[-1]
        kind = KINDS[mark]
        if not kind.is_step or self._node(subject).next != Next.CALL:
            return None
        call = self._node(subject).call
        assert call is not None
        if call.sends:
            return None
        answer, stores, _ = self.simulator.model.carried_out(state, subject, truth or mark)
        stored, reads = self.simulator.model.stored, call.reads
        keys = stored.touched(call, state.stores, stores)
        kept = stored.records(stores)[call.port]
        records = [kept.get(key) for key in keys]
        shown = answer.value if reads and answer.error is None else records
        return {
            "verb": sentence_for(call, answer).split()[0],
            "store": call.port.replace("_", " "),
            "key": ", ".join(keys),
            "reads": reads,
            "wrote": stores != state.stores,
            "refused": answer.error is not None and not kind.lies,
            "label": _label_of(records) if shown is records else _label(shown),
            "names": [n for n in dict.fromkeys(texts_in(shown)) if n in self.simulator.model.names],
        }

    def _sent(self, code: int | None) -> trace.SentContent | None:
        kind = KINDS[self.simulator.edges[-1][1].mark]
        if code is None:
            return None
        node = self._node(code)
        if kind in (ACK, LOST_ACK) and node.answer is not None:
            is_told = kind is ACK and not _is_zombie(code)
            return _content_of(node.answer.body, left=is_told, inside=False)
        if not kind.is_step:
            return None
        body = node.message_out.body if node.message_out else None
        if node.call is not None and node.call.sends:
            body = thaw(node.call.arguments[0]).body
        if body is None:
            return None
        takes = self.simulator.model.following.takes
        return _content_of(body, left=kind.applies, inside=takes(body))

    def _attempt(self, attempt: Attempt) -> trace.AttemptNow:
        node, line_trace = self._node(attempt.code), self.line_traces.of(attempt.code)
        returned = node.next in (Next.SEND, Next.ACK)
        line = self._publishing_line(attempt.code) if returned else None
        return {
            "label": attempt.label,
            "message": attempt.message,
            "consumer": attempt.consumer,
            "returned": returned,
            "held": attempt.delayed,
            "zombie": attempt.zombie,
            "line": line or line_trace.line,
            "names": dict(line_trace.names),
            "unsent": [short(m.body) for m in node.outgoing[node.sent :]],
        }

    def _downstream(self) -> list[str]:
        mail = self.simulator.model.mail(self.simulator.state)
        handled = {self.simulator.names.text(m.message_id) for m in mail.handled}
        lines = []
        for sent in self.simulator.history().sent:
            if self.simulator.model.following.takes(sent.message.body):
                continue
            note = ", handled" if sent.message.message_id in handled else ""
            note = ", answered" if sent.is_answer else note
            lines.append(f"{short(sent.message.body)}{note}")
        return lines

    def _node(self, code: int) -> Node:
        return self.simulator.model.node(code)


def _content_of(body: object, *, left: bool, inside: bool) -> trace.SentContent:
    kind = short(body) if isinstance(body, str) else type(body).__name__
    return {"content": short(body), "kind": kind, "left": left, "inside": inside}


def _is_zombie(code: int) -> bool:
    return code % FLAGS == ZOMBIE


def plain_steps(history: History) -> list[trace.StepSummary]:
    """Return the steps of a history, each in its sentence."""
    return [
        trace.StepSummary(number=s.number, sentence=s.sentence, fault=s.fault)
        for s in history.steps
    ]


def _header(step: Step) -> trace.StepHeader:
    return {
        "number": step.number,
        "action": step.action,
        "sentence": step.sentence,
        "attempt": step.attempt,
        "fault": step.fault,
    }


def _message(simulator: Simulator, step: Step) -> str | None:
    """Return the name of the message that a step is about."""
    if step.attempt:
        return step.attempt.rpartition("·")[0]
    name = simulator.names.text(step.action[1:])
    return (
        name
        if name in simulator.model.names or KINDS[step.action[0]].strikes is Struck.BROKER
        else None
    )


def _label_of(records: list[Any]) -> str:
    return _label(records[0]) if len(records) == 1 else counted(len(records), "record")


def _label(record: Any) -> str:
    if record is None or record is False:
        return "none"
    if isinstance(record, TableRow):
        return shown_value(record.value)
    if isinstance(record, FrozenList) and isinstance(next(iter(record.items), None), TableRow):
        return counted(len(record.items), "row")
    return version_of(record) or ("there" if record is True else shown_value(record))


def _documents(store: str, by_key: dict[str, Any]) -> Iterator[trace.StoredDocument]:
    """Yield what a store keeps: each stream and document by itself, and all else together."""
    words, rest = store.replace("_", " "), []
    for key, record in by_key.items():
        if version_of(record):
            kind = "Document" if is_document(record) else "Stream"
            yield {
                "title": f"{kind} {key}",
                "version": version_of(record),
                "lines": lines_of(record),
            }
        else:
            rest.append(": ".join([key, *lines_of(record)]))
    if rest:
        yield {"title": words.capitalize(), "version": "", "lines": rest}
