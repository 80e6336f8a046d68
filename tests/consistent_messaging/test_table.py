"""A table by itself: rows, versions, what a commit compares, and what it says when it refuses."""

from collections.abc import Callable
from typing import Any

import pytest
from consistent_messaging import ConcurrencyError, Table, TableRow, TableSession, UniqueViolation


def sessions(isolation: Any = "serializable") -> tuple[TableSession, TableSession]:
    """Two sessions on one table with a row."""
    table = Table(isolation=isolation)
    table.commit({"order": {"items": []}})
    return TableSession(table, isolation=isolation), TableSession(table, isolation=isolation)


def test_a_row_is_read_as_it_was_written_and_is_ones_own() -> None:
    table = Table()
    assert table.get("order") is None
    version = table.commit({"order": {"items": ["apple"]}})
    row = table.get("order")
    assert row == TableRow("order", {"items": ["apple"]}, version)
    row.value["items"].append("bread")
    assert table.get("order") == TableRow("order", {"items": ["apple"]}, version)


def test_rows_are_found_by_the_beginning_of_their_keys_and_sorted() -> None:
    table = Table()
    table.commit({"b/2": {}, "a/1": {}, "b/1": {}})
    assert [row.key for row in table.find("b/")] == ["b/1", "b/2"]
    assert [row.key for row in table.find()] == ["a/1", "b/1", "b/2"]
    assert table.find("c/") == []


def test_a_commit_writes_all_of_its_rows_with_one_version_and_removes_others() -> None:
    table = Table()
    table.insert("old", {})
    version = table.commit({"a": {"n": 1}}, ["old", "never there"], inserts={"b": {"n": 2}})
    assert {(row.key, row.version) for row in table.find()} == {("a", version), ("b", version)}


def test_a_refused_commit_writes_nothing() -> None:
    table = Table()
    table.insert("a", {"n": 1})
    table.insert("c", {})
    before = table.find()
    with pytest.raises(UniqueViolation, match=r"^a exists already\.$"):
        table.commit({"b": {}}, ["c"], inserts={"a": {"n": 2}})
    with pytest.raises(UniqueViolation):
        table.insert("a", {"n": 2})
    assert table.find() == before


@pytest.mark.parametrize("isolation", ["serializable", "read committed"])
def test_what_is_named_as_unchanged_is_compared(isolation: Any) -> None:
    one, other = sessions(isolation)
    row = one.get("order")
    other.commit({"order": {"items": ["bread"]}})
    with pytest.raises(ConcurrencyError, match=r"^order has changed since it was read\.$"):
        one.commit({"else": {}}, unchanged=[row])


def test_a_row_that_was_written_with_the_same_value_has_changed() -> None:
    one, other = sessions("read committed")
    row = one.get("order")
    other.commit({"order": {"items": []}})
    with pytest.raises(ConcurrencyError):
        one.commit({"order": {}}, unchanged=[row])


@pytest.mark.parametrize(
    ("reads", "writes", "said"),
    [
        (
            lambda s: s.get("order"),
            lambda s: s.commit({"order": {}}),
            "order has changed since it was read.",
        ),
        (
            lambda s: s.get("order"),
            lambda s: s.commit(deletes=["order"]),
            "order has changed since it was read.",
        ),
        (lambda s: s.get("new"), lambda s: s.insert("new", {}), "new is new since it was looked"),
        (lambda s: s.find("n"), lambda s: s.insert("new", {}), "new is new since it was looked"),
        (
            lambda s: s.find("or"),
            lambda s: s.commit({"order": {}}),
            "order has changed since it was read.",
        ),
    ],
    ids=["put", "deleted", "inserted", "a phantom", "found and put"],
)
def test_a_serializable_commit_compares_all_that_was_read_and_read_committed_does_not(
    reads: Callable[[Any], Any], writes: Callable[[Any], Any], said: str
) -> None:
    one, other = sessions()
    reads(one)
    writes(other)
    with pytest.raises(ConcurrencyError, match=f"^{said}"):
        one.commit({"else": {}})
    one.commit({"else": {}})  # another transaction, which has read nothing
    one, other = sessions("read committed")
    reads(one)
    writes(other)
    one.commit({"else": {}})


def test_rows_beside_what_was_read_may_change() -> None:
    one, other = sessions()
    one.get("order")
    one.find("inbox/")
    other.commit({"orders": {}, "inbo": {}})
    one.commit({"order": {}})


def test_what_a_session_has_inserted_itself_is_no_change_to_it() -> None:
    one, other = sessions()
    one.get("inbox/A")
    one.find("inbox/")
    one.insert("inbox/A", {})
    one.commit({"order": {}})
    one.find("inbox/")
    one.insert("inbox/B", {})
    other.commit(deletes=["inbox/B"])
    with pytest.raises(ConcurrencyError, match="inbox/B has changed since it was read"):
        one.commit({"order": {}})


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda t: Table(isolation="snapshot"), "isolation is 'serializable' or 'read committed'"),  # type: ignore[arg-type]
        (lambda t: t.commit({"a": {}}, ["a"]), "commit is to write a and to remove it"),
        (lambda t: t.commit([("a", {})]), "commit takes puts as a dict of dicts by key"),
        (lambda t: t.commit({"a": 1}), "commit takes puts as a dict of dicts by key"),
        (lambda t: t.commit(inserts=["a"]), "commit takes inserts as a dict of dicts by key"),
        (lambda t: t.commit(deletes="abc"), "commit takes deletes as a list of keys, not the text"),
        (
            lambda t: t.commit(unchanged=[None]),
            "unchanged takes rows that get or find",
        ),
        (lambda t: t.commit(unchanged=["a"]), "unchanged takes rows that get or find"),
        (lambda t: t.insert("a", {"n": {1}}), "A set cannot be stored"),
        (
            lambda t: t.commit(unchanged=TableRow("a", {}, "v1")),
            "commit takes unchanged as a list of rows, not one row",
        ),
    ],
    ids=[
        "isolation",
        "twice",
        "a list",
        "no row",
        "inserts",
        "a text",
        "none",
        "a key",
        "a set",
        "one row",
    ],
)
def test_what_a_table_does_not_take_it_refuses_and_says_why(
    wrong: Callable[[Any], Any], said: str
) -> None:
    with pytest.raises((TypeError, ValueError), match=said):
        wrong(Table())
    with pytest.raises((TypeError, ValueError), match=said):
        wrong(TableSession(Table()))
