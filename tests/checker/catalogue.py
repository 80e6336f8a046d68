"""What the checker says about every protocol, as one table: `catalogue.json`, a search a line.

`PYTHONPATH=code python tests/checker/catalogue.py` searches everything anew and writes the table;
whoever does that looks at every line that changed, and at what the protocol's file says about it.
"""

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Literal

import protocols
from consistent_messaging.checker import ALL_FAULTS, Scope, Verdict, check
from consistent_messaging.checker.leaks import Policy
from consistent_messaging.checks import InconsistentError, assert_bookkeeping_does_not_grow
from consistent_messaging.scenario import Scenario

TABLE = Path(__file__).with_name("catalogue.json")
MOST_STATES = 400_000
MOST_STATES_OF_THE_WIDEST = 8_000_000


@dataclass(frozen=True)
class Entry:
    """One search and what came of it. What is left out of the table is as it is here.

    The scope: which of the `contents` of messages, what an `etag` is, their `names`, the marks of
    the `kinds` of faults ("all" that can strike there) and `up_to` how many, what may be left over.
    With `grows`, no search: four messages one after the other must not leave more behind than two.
    `anomaly` is "none" where nothing is wrong; then `states` are counted, else `schedule` is the
    shortest history. `note` says why it is not what the protocol's own account leads to expect, or
    why the scope is not the usual one. A `slow` entry is left out where tests must be quick; the
    `widest` take minutes, and are searched on demand only: `pytest -m widest`.
    """

    protocol: str
    contents: str = "items"
    etag: Literal["version", "digest"] = "version"
    names: str = "AB"
    kinds: str = "all"
    up_to: int = 1
    leftovers: Policy = "any"
    grows: bool = False
    slow: bool = False
    widest: bool = False
    anomaly: str = "none"
    faults: int | None = None
    steps: int | None = None
    states: int | None = None
    schedule: str = ""
    note: str = ""

    @property
    def right(self) -> bool:
        """True if the protocol is a right one."""
        return "/right" in self.protocol

    @property
    def scenario(self) -> Scenario:
        return protocols.scenario(self.protocol, self.contents, etag=self.etag)

    @property
    def scope(self) -> Scope:
        faults = protocols.faults_of(self.protocol)
        if self.kinds != "all":
            faults = tuple(fault for fault in ALL_FAULTS if fault.mark in self.kinds)
        return Scope(
            tuple(self.names),
            faults,
            self.up_to,
            leftovers=self.leftovers,
            most_states=MOST_STATES_OF_THE_WIDEST if self.widest else MOST_STATES,
        )

    def __str__(self) -> str:
        stored = "digests" if self.etag == "digest" else "versions"
        parts = [self.contents, stored, self.names, f"{self.up_to} of {self.kinds}", self.leftovers]
        return f"{self.protocol}: {', '.join(['growth'] if self.grows else parts)}"


def read() -> list[Entry]:
    return [Entry(**row) for row in json.loads(TABLE.read_text(encoding="utf-8"))]


def searched(entry: Entry) -> Verdict:
    return check(entry.scenario, entry.scope)


def anew(entry: Entry) -> Entry:
    """The entry with what comes of its search now."""
    found: dict[str, object] = {"faults": None, "steps": None, "states": None, "schedule": ""}
    if entry.grows:
        return Entry(**asdict(entry) | found | {"anomaly": growth(entry.scenario)})
    verdict = searched(entry)
    if verdict.verdict not in ("pass", "fail"):
        raise ValueError(f"{entry}: {verdict}")
    if verdict.verdict == "pass":
        found |= {"anomaly": "none", "states": verdict.states}
    else:
        found |= {"anomaly": verdict.anomaly, "faults": verdict.faults, "steps": verdict.steps}
        found["schedule"] = verdict.schedule
    return Entry(**asdict(entry) | found)


def growth(scenario: Scenario) -> str:
    """Say "leak" if four messages leave more bookkeeping behind than two, else "none"."""
    emptied = tuple(store for store in ("outbox_store",) if store in scenario.stores)
    try:
        assert_bookkeeping_does_not_grow(scenario, tuple("AB"), tuple("ABCD"), emptied)
    except InconsistentError as error:
        return error.anomaly
    return "none"


def write(entries: list[Entry]) -> None:
    usual = {field.name: field.default for field in fields(Entry)}
    rows = [
        json.dumps({k: v for k, v in asdict(entry).items() if v != usual[k]}, ensure_ascii=False)
        for entry in entries
    ]
    TABLE.write_text("[\n" + ",\n".join(rows) + "\n]\n", encoding="utf-8")


if __name__ == "__main__":
    before = read()
    now = [entry if entry.widest else anew(entry) for entry in before]
    write(now)
    changed = [entry for entry in now if entry not in before]
    print(f"{len(now)} searches, of which {len(changed)} came to something else than before.")
    print(*changed, sep="\n")
