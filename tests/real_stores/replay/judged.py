"""What a replay that is the same in both worlds has to show."""

from typing import Any

import psycopg
from consistent_messaging.adapters.replay import PostgresqlStores, Replayed, replay_on
from consistent_messaging.scenario import Scenario


def check_replayed(
    connection: psycopg.Connection, scenario: Scenario, schedule: str, word: str, **world: Any
) -> Replayed:
    """Replay a history: each answer, the end and the word have to be the same in both worlds."""
    replayed = replay_on(PostgresqlStores(scenario, connection), scenario, schedule, **world)
    assert replayed.same, replayed.differs
    assert [step.step.action for step in replayed.steps] == schedule.split()
    assert replayed.wrong == replayed.simulated_wrong
    assert replayed.wrong is not None
    assert replayed.wrong.anomaly == word
    check_statements(replayed)
    check_told(replayed, connection)
    return replayed


def check_statements(replayed: Replayed) -> None:
    """What came to the store has run as SQL, and what was lost on the way has not."""
    for step in replayed.steps:
        action, called = step.step.action[0], step.step.called
        if called and action in ".?r":
            assert step.statements
        if called and action in "_^<":
            assert not step.statements
        if step.changed:
            assert any("SELECT" not in each.query[:6] for each in step.statements)


def check_told(replayed: Replayed, connection: psycopg.Connection) -> None:
    """The statement that shows the end runs as it is, and counts the content that is wrong."""
    told, wrong = replayed.told, replayed.wrong
    assert told is not None
    assert wrong is not None
    assert tuple(connection.execute(told.query).fetchall()) == told.rows  # type: ignore[arg-type]  # of one's own
    [row] = told.rows
    shown = dict(zip(told.columns, row, strict=True))
    if wrong.content is None:
        assert any(value not in (None, "0") for value in row)
        return
    published = int(shown["published"] or 0)
    if wrong.anomaly == "lost":
        assert published == 0 or "was due" in wrong.message
    elif wrong.anomaly == "duplicate":
        assert published > 1
    else:
        assert published > 0
