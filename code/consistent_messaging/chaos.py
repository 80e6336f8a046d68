"""For an exercise's tests: the chaos monkeys by their names."""

from consistent_messaging.simulation.chaos_monkeys import (
    CHAOS_MONKEYS,
    CRASH_AFTER_A_WRITE,
    DELAYED_FAILURE_WHEN_ACKING,
    LEASE_EXPIRES,
    LOST_ACK,
    LOST_ANSWER_TO_A_WRITE,
    LOST_REQUEST_OF_A_WRITE,
    RECORD_RUNS_OUT,
    REJECTED_WRITE,
    STALE_READ,
    ChaosMonkey,
)

__all__ = [
    "CHAOS_MONKEYS",
    "CRASH_AFTER_A_WRITE",
    "DELAYED_FAILURE_WHEN_ACKING",
    "LEASE_EXPIRES",
    "LOST_ACK",
    "LOST_ANSWER_TO_A_WRITE",
    "LOST_REQUEST_OF_A_WRITE",
    "RECORD_RUNS_OUT",
    "REJECTED_WRITE",
    "STALE_READ",
    "ChaosMonkey",
]
