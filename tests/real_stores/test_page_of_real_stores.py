"""What docs/reference/real-stores.md shows is what happens: its SQL, and its Python."""

import importlib.util
import re
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from conformance import CODEC
from conformance.exclusions import PAGE
from consistent_messaging.adapters import postgresql
from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.api.errors import ConcurrencyError
from consistent_messaging.api.stores import Seen, StoredEvent
from servers import postgresql_from_wheel

EXERCISES = Path(__file__).parents[2] / "code/exercises"
URL = "postgresql://localhost/shop"


class Recorder:
    """A connection that notes each statement, and answers with this row."""

    def __init__(self, row: Sequence[Any] | None = None) -> None:
        self.statements: list[str] = []
        self.row = row

    def execute(self, query: Any, params: Sequence[Any] = ()) -> Any:
        self.statements.append(query)
        return self

    def fetchone(self) -> Sequence[Any] | None:
        return self.row

    def fetchall(self) -> list[Any]:
        return []


def statements_of_stores() -> set[str]:
    """Every statement of every operation of a handler, and what makes the tables."""
    recorder, answering = Recorder(), Recorder(("1",))
    blobs = postgresql.BlobStore(recorder, CODEC)
    events = postgresql.EventStore(recorder, CODEC)
    inbox = postgresql.Inbox(recorder, CODEC)
    claims = postgresql.ClaimInbox(recorder, CODEC)
    outbox = postgresql.OutboxStore(recorder, CODEC)
    tokens = postgresql.TokenStore(recorder, CODEC)
    queue = postgresql.Queue(recorder, CODEC)
    table = postgresql.Table(answering, CODEC)
    delivery = postgresql.Delivery(1, 1, OutgoingMessage("m", 1))
    calls: list[Callable[[], object]] = [
        lambda: blobs.get("a"),
        lambda: blobs.put("a", {}),
        lambda: blobs.put("a", {}, if_match="1"),
        lambda: blobs.put("a", {}, if_none_match="*"),
        lambda: blobs.delete("a"),
        lambda: blobs.delete("a", if_match="1"),
        lambda: events.read("a"),
        lambda: events.append("a", [StoredEvent(1, "m")], expected_version=0),
        lambda: inbox.contains("a"),
        lambda: inbox.add("a"),
        lambda: claims.try_claim("a", "c"),
        lambda: claims.claimed_by("a"),
        lambda: outbox.put("a", []),
        lambda: outbox.get("a"),
        lambda: outbox.delete("a"),
        lambda: tokens.create("a"),
        lambda: tokens.exists("a"),
        lambda: tokens.delete("a"),
        lambda: queue.send(OutgoingMessage("m", 1)),
        lambda: queue.receive(),
        lambda: queue.ack(delivery),
        lambda: queue.release(delivery),
        lambda: table.find("a"),
        lambda: table.insert("a", {}),
        lambda: table.commit(
            {"a": {}}, ["b"], unchanged=[Seen("c", True, ()), Seen("", False, ())]
        ),
    ]
    for call in calls:
        with suppress(ConcurrencyError, AssertionError):  # no row was answered
            call()
    recorder.row = None
    postgresql.Table(recorder, CODEC).get("a")
    every = (blobs, events, inbox, claims, outbox, tokens, queue, table)
    definitions = [each for store in every for each in store._definitions()]
    return {*recorder.statements, *answering.statements, *definitions}


def statements_of_page() -> list[str]:
    """Every statement on the page, in one line."""
    blocks = re.findall(r"^```sql\n(.*?)^```$", PAGE.read_text(), re.DOTALL | re.MULTILINE)
    code = re.sub(r"^-- .*$", "", "\n".join(blocks), flags=re.MULTILINE)
    return [" ".join(statement.split()) for statement in code.split(";") if statement.strip()]


def test_its_sql_is_that_of_the_adapters() -> None:
    page = statements_of_page()
    assert sorted(page) == sorted(set(page))
    assert set(page) == statements_of_stores()


def test_its_python_puts_the_runner_of_a_lesson_on_postgresql(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    solution = EXERCISES / "inbox_runner/solution.py"
    spec = importlib.util.spec_from_file_location("runner", solution)
    assert spec is not None
    assert spec.loader is not None
    runner = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(runner)
    monkeypatch.setitem(sys.modules, "runner", runner)
    monkeypatch.syspath_prepend(EXERCISES)
    blocks = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(), re.DOTALL | re.MULTILINE)
    set_up, loop = blocks
    assert URL in set_up

    with postgresql_from_wheel() as url:
        names: dict[str, Any] = {}
        exec(set_up.replace(URL, url), names)
        add = names["AddItem"]("order-7", "apple")
        for message_id, body in (("A", add), ("A", add), ("B", names["CountItems"]("order-7"))):
            names["incoming"].send(OutgoingMessage(message_id, body))
        exec(loop, names)
        assert names["incoming"].messages == []
        assert [message.body for message in names["published"].messages] == [
            names["FirstItemAdded"]("order-7", "apple"),
            names["ItemAdded"]("order-7", "apple"),
            names["ItemsCounted"]("order-7", 1),
        ]
        assert names["blobs"].get("order-7").document == {"items": ["apple"], "outbox": {}}
        names["connection"].close()
