"""The clock of the world, and the numbers from which ids are made that are given once only.

Both are one number, the `time` of a state, and it is 0 as long as nobody has asked for either.

Most handlers write a time down only to see, later, whether more than so much has passed. To them
the clock stands still between two long pauses, so that no state differs in when somebody asked.
To a handler that shows the time (in an id, in what it sends) it ticks whenever it is asked.
"""

PAUSE = 2.0**30  # seconds, about 34 years: more than anything that a handler waits for
_PAUSE = int(PAUSE)
_END = _PAUSE * 2**8  # of the clock; what is above it counts the numbers


def asked(time: int, *, ticks: bool) -> tuple[float, int]:
    """Return what the clock says, and the time after that."""
    if ticks or not can_pause(time):
        time += 1
    return float(time % _END), time


def numbered(time: int) -> tuple[int, int]:
    """Return a number that was never given before, and the time after that."""
    return time // _END + 1, time + _END


def can_pause(time: int) -> bool:
    """True if somebody has asked since the last pause: else one more makes no difference."""
    return time % _PAUSE > 0


def paused(time: int) -> int:
    """Return the time after a long pause."""
    numbers, now = divmod(time, _END)
    return numbers * _END + (now // _PAUSE + 1) * _PAUSE
