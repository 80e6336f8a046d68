"""The reference names what the library has: every public name, chaos monkey and fault."""

import re
from pathlib import Path

import consistent_messaging
from consistent_messaging import chaos
from consistent_messaging.checker import ALL_FAULTS

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


def test_each_name_that_a_handler_can_import_has_its_signature_in_the_reference() -> None:
    page = (REFERENCE / "signatures.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"^::: consistent_messaging\.(\w+)$", page, flags=re.MULTILINE))
    assert shown == set(consistent_messaging.__all__)


def test_each_chaos_monkey_stands_in_the_reference_with_what_it_does() -> None:
    page = (REFERENCE / "signatures.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", page, flags=re.MULTILINE))
    known = {n: m.sentence for n, m in vars(chaos).items() if isinstance(m, chaos.ChaosMonkey)}
    assert told == known


def test_each_fault_stands_in_the_reference_with_its_mark_and_what_it_means() -> None:
    page = (REFERENCE / "checker.md").read_text(encoding="utf-8")
    faults = page.partition("## The faults\n")[2].partition("\n#")[0]
    rows = re.findall(r"^\| ([^|]+) \| `(.)[^`]+`[^|]*\| (.+) \|$", faults, flags=re.MULTILINE)
    assert rows == [(fault.name, fault.mark, fault.sentence) for fault in ALL_FAULTS]


def test_the_trainers_day_has_all_items_in_order_and_minutes_enough_for_each_slot() -> None:
    front = (REFERENCE.parent / "index.md").read_text(encoding="utf-8")
    minutes = [int(each) for each in re.findall(r"\*(\d+) min\*", front)]
    page = (REFERENCE / "for-trainers.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+)\.(\d\d) \| ([\d, ]*)\| (.+?) \|$", page, flags=re.MULTILINE)
    begins = [int(hour) * 60 + int(minute) for hour, minute, _, _ in rows]
    items = [[int(item) for item in listed.split(",") if item.strip()] for _, _, listed, _ in rows]
    assert [item for slot in items for item in slot] == list(range(1, 22))
    assert rows[-1][3] == "end"
    for begin, end, slot in zip(begins, begins[1:], items, strict=False):
        spare = end - begin - sum(minutes[item - 1] for item in slot)
        assert 5 <= spare <= 10 if slot else spare in (15, 60)


def test_each_brainstorm_is_in_the_trainers_table() -> None:
    front = (REFERENCE.parent / "index.md").read_text(encoding="utf-8")
    items = re.findall(r"^(\d+)\. .*\*brainstorm\*", front, flags=re.MULTILINE)
    page = (REFERENCE / "for-trainers.md").read_text(encoding="utf-8")
    leading = page.partition("## Leading a brainstorm")[2].partition("## Leading an exercise")[0]
    assert re.findall(r"^\| (\d+) \|", leading, flags=re.MULTILINE) == items
