"""The checker: every order of events, every placement of a few faults, the shortest history."""

from consistent_messaging.checker.check import Scope, Verdict, check
from consistent_messaging.checker.faults import (
    ALL_FAULTS,
    CRASH,
    DELAYED_ACK,
    DUPLICATE,
    EVICTED,
    LEASE_EXPIRED,
    LOST_ACK,
    LOST_ANSWER,
    REJECTED,
    STALE_READ,
    Fault,
)
from consistent_messaging.checker.tries import try_some

__all__ = [
    "ALL_FAULTS",
    "CRASH",
    "DELAYED_ACK",
    "DUPLICATE",
    "EVICTED",
    "LEASE_EXPIRED",
    "LOST_ACK",
    "LOST_ANSWER",
    "REJECTED",
    "STALE_READ",
    "Fault",
    "Scope",
    "Verdict",
    "check",
    "try_some",
]
