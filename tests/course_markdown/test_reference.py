"""The reference names what the library has: every public name, every chaos monkey."""

import re
from pathlib import Path

import consistent_messaging
from consistent_messaging import chaos

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
