"""Plays a history from its JSON against real handler classes, and knows nothing of the checker.

It is what a team writes in its own language, here in Python: the stores are fakes that compare what
they are asked with the JSON, and answer what stands there. Each attempt runs in a thread of its own
and waits in each call until the history lets it go on.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from queue import Queue
from typing import Any

SECONDS = 5.0  # after which something hangs that should not


class Differs(AssertionError):
    """The code does something else than the history says."""


class Gone(BaseException):
    """Ends an attempt that crashed."""


@dataclass
class Code:
    """What is played: handlers by type of message, processes by name, and classes by name."""

    handler: Callable[..., Any]
    endpoints: Mapping[str, Callable[..., Any]]
    processes: Mapping[str, Callable[..., Any]]
    classes: Mapping[str, type]


class Player:
    """Plays one history, step by step."""

    def __init__(self, history: dict[str, Any], code: Code) -> None:
        if history["format"] != 1:
            raise ValueError(f"This player reads format 1, not {history['format']}.")
        self.history, self.code = history, code
        self.stores = {name: dict(kept) for name, kept in history["stores"].items()}
        self.sent: list[dict[str, Any]] = []
        self.answers: list[dict[str, Any]] = []
        self.attempts: dict[str, Attempt] = {}

    def play(self) -> None:
        """Take every step; raise `Differs` at the first that the code does not take."""
        try:
            for step in self.history["steps"]:
                self._take(step)
                for change in step.get("changes", ()):
                    self._write(change)
        finally:
            for attempt in self.attempts.values():
                attempt.stop()

    def _take(self, step: dict[str, Any]) -> None:
        label = step.get("attempt")
        if label is None:
            return
        if step.get("begins"):
            given = [
                g
                for s in self.history["steps"]
                if s.get("attempt") == label
                for g in s.get("given", ())
            ]
            self.attempts[label] = Attempt(self, step, given)
        attempt = self.attempts[label]
        if "call" in step:
            attempt.expect("call", asked_in(step["call"]))
        if "send" in step:
            self._send(attempt, step["send"], label)
        if "call" in step or step.get("send", {}).get("when") == "in the handler":
            attempt.answer((step.get("call") or step["send"])["answer"])
        if (step.get("acked") or "comes_again" in step) and not step["fault"]:
            attempt.expect("returned", self._returned(step))
        if step.get("ends"):
            attempt.stop()

    def _returned(self, step: dict[str, Any]) -> dict[str, Any]:
        """What the code has to come to: what comes again of a batch, and what a caller is told."""
        label = step["attempt"]
        if "answered" in step:
            to = self.attempts[label].deliveries[0]["id"]
            self.answers.append({"to": to, "body": step["answered"], "attempt": label})
        return {"comes_again": step.get("comes_again", []), "answered": step.get("answered")}

    def _send(self, attempt: "Attempt", send: dict[str, Any], label: str) -> None:
        message = {name: send[name] for name in ("id", "body", "headers")}
        attempt.expect("send" if send["when"] == "in the handler" else "publish", message)
        if send["arrives"]:
            self.sent.append({**message, "attempt": label})

    def _write(self, change: dict[str, Any]) -> None:
        kept = self.stores[change["store"]]
        assert kept.get(change["key"]) == change.get("before")
        kept.pop(change["key"], None)
        if "after" in change:
            kept[change["key"]] = change["after"]

    def made_by(self, step: dict[str, Any]) -> Callable[..., Any]:
        """The class that does the work of a step that begins."""
        if "process" in step:
            return self.code.processes[step["process"]]
        kind = delivered_in(step)[0]["body"]["$type"]
        return self.code.endpoints.get(kind, self.code.handler)


class Attempt:
    """One attempt, in a thread that runs while the player waits, and waits while it goes on."""

    def __init__(self, player: Player, step: dict[str, Any], given: list[dict[str, Any]]) -> None:
        self._player, self._step, self._given = player, step, iter(given)
        self.deliveries = delivered_in(step)
        self._asked: Queue[tuple[str, Any]] = Queue()
        self._answers: Queue[Any] = Queue()
        self._published: list[tuple[Context, dict[str, Any]]] = []
        self._waits: tuple[str, Any] | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def expect(self, what: str, content: Any) -> None:
        """Raise `Differs` unless this is what the code does next."""
        if self._waits is None:
            self._waits = self._asked.get(timeout=SECONDS)
        found = self._waits
        if found[0] == "returned" and what == "publish":
            found = ("publish", self._published.pop(0)[1] if self._published else None)
        elif found[0] == "returned" and self._published:
            found = ("publish", self._published[0][1])
        if found != (what, content):
            raise Differs(f"{self._step['attempt']}: {found} in place of {(what, content)}")

    def answer(self, answer: dict[str, Any]) -> None:
        """Let the code go on with this answer."""
        self._waits = None
        self._answers.put(answer)

    def stop(self) -> None:
        """End the attempt, wherever it is."""
        self._answers.put(Gone)
        self._thread.join(SECONDS)

    def asks(self, what: str, content: Any) -> Any:
        """Wait in a call until the history lets it go on; return the answer or raise the error."""
        self._asked.put((what, content))
        answer = self._answers.get()
        if answer is Gone:
            raise Gone
        if "error" in answer:
            raise self._player.code.classes[answer["error"]](answer["text"])
        return from_json(answer["value"], self._player.code.classes)

    def next_given(self, what: str) -> Any:
        """The next id or time that the history gives to this attempt."""
        found = next(self._given)
        assert found["what"] == what
        return found["value"]

    def publish(self, context: "Context", event: Any, message_id: str) -> None:
        message = {"id": message_id, "body": to_json(event), "headers": {}}
        self._published.append((context, message))

    def _run(self) -> None:
        ports = [Fake(name, self) for name in self._player.history["stores"]]
        try:
            worker = self._player.made_by(self._step)(*ports)
            self._asked.put(("returned", self._work(worker)))
        except Gone:
            pass
        except Exception as error:
            self._asked.put(("failed", type(error).__name__))

    def _work(self, worker: Any) -> dict[str, Any]:
        """Let it work; return what it comes to. A batch goes to `handle_batch`, or one by one."""
        if not self.deliveries:
            worker.run(Context(self, {}))
            return {"comes_again": [], "answered": None}
        classes = self._player.code.classes
        batch = [
            (from_json(each["body"], classes), Context(self, each)) for each in self.deliveries
        ]
        if hasattr(worker, "handle_batch"):
            worker.handle_batch(batch)
            answer = None
        else:
            handled = [worker.handle(message, context) for message, context in batch]
            answer = handled[0]
        self._published = [each for each in self._published if not each[0].is_nacked]
        again = [context.name for _, context in batch if context.is_nacked]
        return {"comes_again": again, "answered": to_json(answer)}


class Context:
    """What a handler is told of its message."""

    def __init__(self, attempt: Attempt, delivery: Mapping[str, Any]) -> None:
        self._attempt, self.is_nacked = attempt, False
        self.name, self.message_id = delivery.get("name", ""), delivery.get("id", "")
        self.headers, self.delivery_count = delivery.get("headers", {}), delivery.get("count", 0)

    def publish(self, event: Any, message_id: str) -> None:
        self._attempt.publish(self, event, message_id)

    def nack(self) -> None:
        self.is_nacked = True

    def new_id(self) -> Any:
        return self._attempt.next_given("id")

    def now(self) -> Any:
        return self._attempt.next_given("time")


class Fake:
    """A store, or a dispatcher: whatever is called on it is asked of the history."""

    def __init__(self, name: str, attempt: Attempt) -> None:
        self._name, self._attempt = name, attempt

    def dispatch(self, messages: Any) -> None:
        for message in messages:
            told = {"id": message.message_id, "body": to_json(message.body)}
            self._attempt.asks("send", {**told, "headers": dict(message.headers)})

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        def called(*arguments: Any, **keywords: Any) -> Any:
            asked = [self._name, operation, to_json(arguments), to_json(keywords)]
            return self._attempt.asks("call", asked)

        return called


def delivered_in(step: dict[str, Any]) -> list[dict[str, Any]]:
    """The message that a step delivers, or all of a batch; none if a round begins."""
    return step.get("batch") or [each for each in [step.get("delivery")] if each]


def asked_in(call: dict[str, Any]) -> list[Any]:
    """What a store is asked in a step, as its fake says it."""
    return [call["store"], call["operation"], call["arguments"], call["keywords"]]


def to_json(value: Any) -> Any:
    """A value as the format writes it."""
    if is_dataclass(value) and not isinstance(value, type):
        own = {each.name: to_json(getattr(value, each.name)) for each in fields(value)}
        return {"$type": type(value).__name__, **own}
    if isinstance(value, dict):
        return {key: to_json(item) for key, item in value.items()}
    return [to_json(item) for item in value] if isinstance(value, (tuple, list)) else value


def from_json(value: Any, classes: Mapping[str, type]) -> Any:
    """A value as the code wants it: arrays are tuples, and objects with a type of that class."""
    if isinstance(value, list):
        return tuple(from_json(item, classes) for item in value)
    if not isinstance(value, dict):
        return value
    own = {key: from_json(item, classes) for key, item in value.items() if key != "$type"}
    return classes[value["$type"]](**own) if "$type" in value else own
