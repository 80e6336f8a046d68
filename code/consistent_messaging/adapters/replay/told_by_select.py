"""Shows an end by a SELECT on the tables: what is stored beside what was published."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from consistent_messaging.adapters.replay.both_worlds import BothWorlds
from consistent_messaging.adapters.replay.replayed import Statement, Told
from consistent_messaging.api.frozen_values import freeze
from consistent_messaging.checker.oracle import Oracle, Violation
from consistent_messaging.model.state import State
from consistent_messaging.text.format import short

LONGEST_NAME = 60  # bytes of a column's name; PostgreSQL cuts it at 63


class _Column(NamedTuple):
    """A column of the one row: its name, the SELECT behind it, the parameters of that."""

    name: str
    select: str
    parameters: tuple[str, ...] = ()


def told_by_select(
    worlds: BothWorlds, oracle: Oracle, wrong: Violation | None, state: State
) -> Told:
    """Return the statement that shows an end, and its one row, in which every value is a text.

    Where one content is wrong, it says under how many ids that was `published`. Beside it stands
    the state that the lesson reads. Without one or the other, it says how many rows all tables
    have.
    """
    content = _content(worlds, oracle, wrong, state) if wrong and wrong.content else None
    columns = [] if content is None else [_published(worlds, content)]
    held = list(_state(worlds))
    columns += held
    if content is None or not held:
        tables = [rows.table for rows in worlds.stores.tables()]
        columns += [_Column(f"rows in {name}", f"SELECT count(*) FROM {name}") for name in tables]
    named = [f"({select})::text AS {_quoted(name)}" for name, select, _ in columns]
    query = "SELECT\n  " + ",\n  ".join(named)
    values = [value for column in columns for value in column.parameters]
    rows = tuple(map(tuple, worlds.stores.asked(query, values)))
    return Told(Statement(query, tuple(values)).sql, tuple(column.name for column in columns), rows)


def _content(worlds: BothWorlds, oracle: Oracle, wrong: Violation, state: State) -> Any:
    """Return the content that is wrong, as it really is; None if nobody knows it."""
    named: Any = worlds.comparison.names.with_simulated_ids
    for message in worlds.heard:
        body = freeze(message.body)
        if short(named(body)) == wrong.content:
            return body
    model, lesson = worlds.simulator.model, worlds.scenario.lesson
    nearest = oracle.nearest(lesson.state_in(model.records(state)), model.heard(state))
    return next((body for body in nearest.published if short(body) == wrong.content), None)


def _published(worlds: BothWorlds, content: Any) -> _Column:
    """Return the column that says how often a content has reached those who listen."""
    counted = "count(*)" if worlds.scenario.receiver else "count(DISTINCT message->>'message_id')"
    every = [f"SELECT message FROM {queue.table}" for queue in worlds.heard_in]
    heard = (
        worlds.heard_in[0].table if len(every) == 1 else f"({' UNION ALL '.join(every)}) AS heard"
    )
    select = f"SELECT {counted} FROM {heard} WHERE message->'body' = %s::jsonb"
    return _Column("published", select, (worlds.stores.as_json(content),))


def _state(worlds: BothWorlds) -> Iterator[_Column]:
    """Yield a column for each record that the state of the lesson is read from."""
    records, state_in = worlds.stores.records(), worlds.scenario.lesson.state_in
    state = state_in(records)
    for store, by_key in records.items():
        for key in by_key:
            others = {k: record for k, record in by_key.items() if k != key}
            try:
                is_read = state_in({**records, store: others}) != state
            except Exception:  # whoever reads a state may count on every part of it
                is_read = True
            if is_read:
                yield _Column(key, *worlds.stores.select(store, key))


def _quoted(name: str) -> str:
    plain = re.sub(r'[%"\0]', "_", name).encode()[:LONGEST_NAME].decode(errors="ignore")
    return f'"{plain or "_"}"'
