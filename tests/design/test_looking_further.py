"""Looking further than a scope: it says how much was seen, and finds what the scope left out."""

from pathlib import Path

from consistent_messaging.checker import CRASH, DUPLICATE
from consistent_messaging.design import further_scope, loaded, look_further
from course_markdown.designs import DESIGNS

BREAKS_WITH_A_COPY = ("        self.records[key] = ()", "        self.records.pop(key, None)")


def test_it_looks_beyond_the_scope(tmp_path: Path) -> None:
    with loaded(DESIGNS / "consumer_outbox.py") as design:
        each = design.pick(None)
        scope, further = each.scope, further_scope(each)
    assert (scope.messages, further.messages) == (("A",), ("A", "B"))
    assert (further.consumers, further.most_faults) == (scope.consumers + 1, scope.most_faults + 2)
    assert further.faults == scope.faults == (CRASH, DUPLICATE)


def test_it_says_how_much_it_has_seen_and_never_that_a_design_holds() -> None:
    told: list[tuple[int, int]] = []

    def on_progress(histories: int, states: int) -> bool:
        told.append((histories, states))
        return True

    with loaded(DESIGNS / "outbox_table.py") as design:
        row = look_further(design, design.pick(None), on_progress, histories=40)
    assert row.verdict == "unknown"
    assert [histories for histories, _ in told] == list(range(1, 41))
    assert row.message == (
        f"40 histories at random, {told[-1][1]:,} states. Nothing broke so far; that is not a pass."
    )


def test_it_ends_when_it_is_told_to() -> None:
    with loaded(DESIGNS / "outbox_table.py") as design:
        row = look_further(design, design.pick(None), lambda histories, states: histories < 3)
    assert row.message.startswith("3 histories at random, ")


def test_what_it_finds_is_the_shortest_history_of_a_narrow_scope(tmp_path: Path) -> None:
    """Without a fault nothing is wrong with this design, and its scope has none."""
    source = (DESIGNS / "consumer_outbox.py").read_text(encoding="utf-8")
    narrow = source.replace(*BREAKS_WITH_A_COPY).replace(
        "(CRASH, DUPLICATE), most_faults=2", "(), most_faults=0"
    )
    file = tmp_path / "consumer_outbox.py"
    file.write_text(narrow, encoding="utf-8")
    with loaded(file) as design:
        row = look_further(design, design.pick(None), histories=500)
    assert row.verdict == "duplicate"
    assert row.history is not None
    assert row.history.faults == 1
