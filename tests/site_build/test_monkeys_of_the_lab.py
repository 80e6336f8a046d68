"""What the lab says of monkeys is what the library says of them."""

from pathlib import Path

from consistent_messaging.chaos import CHAOS_MONKEYS

TEXTS = Path(__file__).parents[2] / "code" / "lab" / "exercise" / "texts.ts"


def test_the_page_has_the_names_and_sentences_of_all_monkeys() -> None:
    texts = TEXTS.read_text(encoding="utf-8")
    for monkey in CHAOS_MONKEYS.values():
        assert f'"{monkey.name}":' in texts
        assert f'"{monkey.sentence}"' in texts
