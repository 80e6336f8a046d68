"""The connection to the PostgreSQL of a page: what it asks, and what it makes of the answer."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from consistent_messaging import ConcurrencyError, UniqueViolation
from consistent_messaging.adapters.postgresql.pglite import DatabaseError, PgliteConnection


class Database:
    """Answers as it is told, and remembers what it was asked."""

    def __init__(self, **answer) -> None:
        self.answer, self.asked = answer, []

    def ask(self, question: str) -> str:
        self.asked.append(json.loads(question))
        return json.dumps(self.answer)


def rows_of(types, *rows):
    return PgliteConnection(Database(types=types, rows=rows).ask).execute("SELECT").fetchall()


def asked(query, *parameters):
    database = Database(types=[], rows=[])
    PgliteConnection(database.ask).execute(query, parameters)
    return database.asked[0]


def test_each_type_of_a_column_is_read_as_psycopg_reads_it() -> None:
    types = [16, 20, 23, 701, 1700, 25, 3802, 1184]
    texts = ["t", "9007199254740993", "-1", "0.5", "0.10", "t", '{"n": 9007199254740993}']

    (row,) = rows_of(types, [*texts, "2026-11-30 07:19:56.04+00"])

    moment = datetime(2026, 11, 30, 7, 19, 56, 40_000, UTC)
    numbers = (9007199254740993, -1, 0.5, Decimal("0.10"))
    assert row == (True, *numbers, "t", {"n": 9007199254740993}, moment)


def test_null_is_none_whatever_the_type() -> None:
    assert rows_of([16, 3802, 25], [None, None, None]) == [(None, None, None)]


def test_rows_are_fetched_one_by_one_or_all_that_are_left() -> None:
    rows = PgliteConnection(Database(types=[23], rows=[["1"], ["2"], ["3"]]).ask).execute("SELECT")

    assert rows.fetchone() == (1,)
    assert rows.fetchall() == [(2,), (3,)]
    assert rows.fetchone() is None


def test_parameters_are_numbered_in_their_places() -> None:
    question = asked("SELECT %s, '100 %%', %s", "it's", 7)

    assert question["statement"] == "SELECT $1, '100 %', $2"
    assert question["parameters"] == [{"type": 0, "text": "it's"}, {"type": 21, "text": "7"}]


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (None, 0, None),
        (True, 16, "t"),
        (2**15 - 1, 21, "32767"),
        (2**15, 23, "32768"),
        (-(2**31) - 1, 20, "-2147483649"),
        (2**63, 1700, "9223372036854775808"),
        (30.0, 701, "30.0"),
    ],
)
def test_a_parameter_has_the_smallest_type_that_holds_it(value, kind, text) -> None:
    assert asked("SELECT %s", value)["parameters"] == [{"type": kind, "text": text}]


def test_what_no_store_writes_is_refused_before_it_is_asked() -> None:
    with pytest.raises(TypeError, match="not b'bytes'"):
        asked("SELECT %s", b"bytes")


@pytest.mark.parametrize("query", ["SELECT %d", "SELECT 5 % 2", "SELECT %"])
def test_a_sign_that_is_no_place_is_refused(query) -> None:
    with pytest.raises(ValueError, match="%% for a per cent sign"):
        asked(query)


def test_places_and_parameters_have_to_fit() -> None:
    with pytest.raises(ValueError, match="There are 2 parameters for 1 places"):
        asked("SELECT %s", 1, 2)


def test_a_refusal_has_the_words_and_the_code_of_postgresql() -> None:
    error = {"message": 'relation "nowhere" does not exist', "code": "42P01"}

    with pytest.raises(DatabaseError, match="nowhere") as refused:
        PgliteConnection(Database(error=error).ask).execute("SELECT * FROM nowhere")

    assert refused.value.sqlstate == "42P01"


@pytest.mark.parametrize(
    ("code", "kind"),
    [("40001", ConcurrencyError), ("23505", UniqueViolation), ("22P05", ValueError)],
)
def test_a_refusal_that_a_handler_can_decide_by_is_the_one_of_any_connection(code, kind) -> None:
    error = {"message": "it cannot be", "code": code}

    with pytest.raises(kind, match=r"Nothing was done. PostgreSQL: it cannot be"):
        PgliteConnection(Database(error=error).ask).execute("SELECT 1")
