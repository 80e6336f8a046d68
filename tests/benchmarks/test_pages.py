"""The figures of pages: side by side in each round, and told with the aim beside them."""

import page_tables
import pages
import pytest

STOCK = [
    {"first_visit": 3000.0, "later_visit": 2000.0},
    {"first_visit": 9000.0, "later_visit": 4000.0},
]
COURSE = [
    {"first_visit": 600.0, "later_visit": 400.0, "other_page": 20.0, "bytes_until_output": 7.2e6},
    {"first_visit": 2700.0, "later_visit": 800.0, "other_page": 60.0, "bytes_until_output": 7.2e6},
]  # fmt: skip


def test_a_ratio_is_of_the_same_round() -> None:
    found = pages.visits({"stock": STOCK, "course": COURSE})

    assert found["course"]["first_visit"]["ratio"] == pytest.approx((600 / 3000 + 2700 / 9000) / 2)
    assert found["course"]["first_visit"]["median"] == 1650
    assert found["stock"]["first_visit"]["ratio"] == 1


def test_another_page_of_the_site_is_held_against_a_later_visit_of_stock() -> None:
    found = pages.visits({"stock": STOCK, "course": COURSE})

    assert found["course"]["other_page"]["ratio"] == pytest.approx((20 / 2000 + 60 / 4000) / 2)


def test_what_stock_does_without_has_no_ratio() -> None:
    stock, course = {"bytes_of_styles": 0.0}, {"bytes_of_styles": 30_000.0}
    found = pages.visits({"stock": [stock], "course": [course]})

    assert found["course"]["bytes_of_styles"]["ratio"] is None
    assert "0.030" in page_tables.visits("firefox", found)


def test_a_check_has_the_median_of_its_rounds_and_its_speed() -> None:
    row = {"exercise": "inbox_runner", "states": 10_000}
    times = {"in_page": 700.0, "total": 1000.0, "tests": 500.0}
    rounds = [[row | {name: ms + n for name, ms in times.items()}] for n in (0, 300, 100)]

    [found] = pages.checks(rounds)

    assert (found["in_page"], found["total"], found["tests"]) == (800, 1100, 600)
    assert found["states_per_second"] == pytest.approx(10_000 / 0.6)


def test_the_tables_tell_aims_and_what_could_not_be_measured() -> None:
    visits = pages.visits({"stock": STOCK, "course": COURSE})
    told = page_tables.told(
        {"visits": {"chromium": visits}, "checks": {}, "missing": {"a peer": "it needs its server"}}
    )

    [first] = [line for line in told.splitlines() if line.startswith("page open to first output,")]
    assert first.split()[-7:] == ["6,000", "1.00", "1,650", "0.25", "ratio", "≤", "0.33"]
    assert "a peer: it needs its server" in told
    assert "7.20" in told
