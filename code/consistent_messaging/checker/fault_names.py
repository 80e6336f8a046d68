"""The faults by the names under which they are imported: `CRASH`, `LOST_ACK`."""

from difflib import get_close_matches

from consistent_messaging import checker
from consistent_messaging.model.actions import ALL_FAULTS, Fault

FAULTS: dict[str, Fault] = {
    name: value for name, value in vars(checker).items() if isinstance(value, Fault)
}


def constants_for(marks: str) -> list[str]:
    """Return the names of the faults with these marks, each as it is imported."""
    names = {fault: name for name, fault in FAULTS.items()}
    return [names[fault] for fault in ALL_FAULTS if fault.mark in marks]


def faults_named(text: str) -> tuple[Fault, ...]:
    """Return the faults in a list such as `crash,lost-ack`; raise `ValueError` for none of them."""
    known = {_plain(name): fault for name, fault in FAULTS.items()}
    known |= {_plain(fault.name): fault for fault in FAULTS.values()}
    found = []
    for name in filter(None, map(_plain, text.split(","))):
        if name not in known:
            like = get_close_matches(name, known, n=1)
            meant = f"Did you mean {like[0]}? " if like else ""
            names = ", ".join(sorted(map(_plain, FAULTS)))
            raise ValueError(f"There is no fault {name!r}. {meant}There are: {names}.")
        found.append(known[name])
    return tuple(dict.fromkeys(found))


def _plain(name: str) -> str:
    return name.strip().lower().replace("_", "-").replace(" ", "-")
