"""The clock of the world, and the numbers from which ids are made that are given once only.

All is one number, the `time` of a state, and it is 0 as long as nobody has asked for either.

Most handlers write a time down only to see, later, whether more than so much has passed. To them
the clock stands between two long pauses, so that no state differs in when somebody asked.
To a handler that shows the time (in an id, in what it sends) it runs: whoever asks gets a later
time. But in life, two who ask within the same millisecond get the same. So there it can stop at any
moment, and run on at another.
"""

from typing import Literal

Way = Literal["stops", "runs"]
"""How the clock goes, as a schedule names it."""

PAUSE = 2.0**30  # seconds, about 34 years: more than anything that a handler waits for
_RUNS = 1  # the lowest bit of a time: set where the clock runs
_LOOK = 2
_PAUSE = int(PAUSE) * _LOOK
_END = _PAUSE * 2**8  # of the clock; what is above it counts the numbers


def running() -> int:
    """Return the time at first of a clock that runs; of one that has stopped it is 0."""
    return _RUNS


def asked(time: int) -> tuple[float, int]:
    """Return what the clock says, and the time after that."""
    if time & _RUNS or not can_pause(time):
        time += _LOOK
    return float(time % _END // _LOOK), time


def way(time: int) -> Way:
    """Return how the clock goes."""
    return "runs" if time & _RUNS else "stops"


def turned(time: int, to: Way) -> int:
    """Return the time once the clock goes that way."""
    return time | _RUNS if to == "runs" else time & ~_RUNS


def numbered(time: int) -> tuple[int, int]:
    """Return a number that was never given before, and the time after that."""
    return time // _END + 1, time + _END


def can_pause(time: int) -> bool:
    """True if somebody has asked since the last pause: else one more makes no difference."""
    return time % _PAUSE >= _LOOK


def paused(time: int) -> int:
    """Return the time after a long pause."""
    numbers, now = divmod(time, _END)
    return numbers * _END + (now // _PAUSE + 1) * _PAUSE + (time & _RUNS)
