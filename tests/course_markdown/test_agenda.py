"""Each line of the workshop's agenda stands on a page, its inner points included."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS, EXERCISES = ROOT / "docs", ROOT / "code" / "exercises"
MONKEY = "delayed failure when acking"

# The line of the agenda, the page that it has become, and words that the page cannot do without.
AGENDA = [
    ("Consistent messaging recap", "events/recap", ["consistent messaging", "ghost", "lost"]),
    ("Message-driven state machines", "events/recap", ["message-driven state machine"]),
    ("Event sourcing", "events/recap", ["event sourcing"]),
    ("Make order an MDSM", "events/event-sourced-handler", ["message-driven state machine"]),
    ("Use the provided event store", "events/event-sourced-handler", ["event_store.py"]),
    ("Add FirstItemAdded", "events/first-item-added", ["FirstItemAdded", "first of its order"]),
    ("Test it with the chaos monkey", "events/first-item-added", [MONKEY, "within a second"]),
    (
        "Publish exactly as the first time",
        "events/exactly-as-the-first-time",
        ["messages are published exactly as when the message was processed for the first time?"],
    ),
    (
        "Return the state of then",
        "events/state-at-first-processing",
        ["state as of the first processing", "rebuild"],
    ),
    ("Test it with the chaos monkey", "events/state-at-first-processing", [MONKEY, "bread"]),
    (
        "For and against event sourcing",
        "outbox/event-sourcing-for-and-against",
        ["for and against"],
    ),
    ("Snapshots", "outbox/event-sourcing-for-and-against", ["snapshot"]),
    (
        "Evolving the code",
        "outbox/event-sourcing-for-and-against",
        ["against: the code changes"],
    ),
    ("Outbox pattern", "outbox/event-sourcing-for-and-against", ["outbox"]),
    ("Make order an MDSM", "outbox/outbox-handler", ["events_after", "etag"]),
    ("Use the provided document store", "outbox/outbox-handler", ["blob_store.py"]),
    ("Test it with the chaos monkey", "outbox/outbox-handler", [MONKEY, "bread"]),
    (
        "Aggregate size becomes a problem",
        "outbox/the-growing-document",
        ["400 KB", "the size of an order is not"],
    ),
    (
        "Move processed messages out of the aggregate",
        "inbox/ids-out-of-the-aggregate",
        ["out of the aggregate?"],
    ),
    ("Extract the runner", "inbox/state-machine-runner", ["StateMachineRunner", "AddItemHandler"]),
    ("Use an inbox", "inbox/inbox", ["inbox", "StateMachineRunner"]),
    ("Consistency guarantees 101", "weak-stores/guarantees", ["linearizable", "read your writes"]),
    ("S3 get-put-get is broken", "weak-stores/guarantees", ["S3", "2020", "get, put, get"]),
    (
        "Inbox on a broken get-put-get",
        "weak-stores/inbox-on-a-weak-store",
        ["broken get-put-get flow?"],
    ),
    ("Runner for low-consistency stores", "weak-stores/claims", ["StateMachineRunner", "S3"]),
    (
        "Processed messages out of the state machine's data",
        "small-documents/out-of-the-state",
        ["out of the state machine", "?"],
    ),
    ("Separate outbox document", "small-documents/separate-outbox", ["400 KB", "DynamoDB"]),
    ("Eviction policy of the inbox", "forgetting/evicting-the-inbox", ["how long should we keep"]),
    ("Deterministic eviction by tokens", "forgetting/deterministic-eviction", ["token", "evict"]),
    ("Token-based runner", "forgetting/tokens", ["StateMachineRunner", "token"]),
    ("Summary", "looking-back/summary", ["event sourcing", "outbox", "inbox", "claims", "tokens"]),
    ("Retrospective", "looking-back/retrospective", ["notes"]),
]


def shown_on(page: str) -> str:
    """What can be read on a page: its text, and the files of its exercise."""
    text = (DOCS / f"{page}.md").read_text(encoding="utf-8")
    for exercise in re.findall(r"^```exercise\n(\w+)\n", text, flags=re.MULTILINE):
        files = [EXERCISES / exercise / "starter.py", *(EXERCISES / exercise).glob("test_*.py")]
        text += "".join(file.read_text(encoding="utf-8") for file in files)
    return " ".join(text.split()).lower()


@pytest.mark.parametrize(
    ("line", "page", "words"), AGENDA, ids=[f"{page}: {line}" for line, page, _ in AGENDA]
)
def test_a_line_of_the_agenda_stands_on_its_page(line: str, page: str, words: list[str]) -> None:
    text = shown_on(page)
    said = text + text.replace("_", " ")  # a monkey has its name in the code, too
    assert [word for word in words if word.lower() not in said] == []


def test_the_pages_of_the_agenda_are_those_of_the_front_page() -> None:
    front = (DOCS / "index.md").read_text(encoding="utf-8")
    items = re.findall(r"^\d+\. \[.+?\]\((.+?)\.md\)", front, flags=re.MULTILINE)
    assert items == list(dict.fromkeys(page for _, page, _ in AGENDA))
