"""Runs the state machine of a kind of store on a backend, the same sequences in every run."""

import os
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis.configuration import set_hypothesis_home_dir
from hypothesis.stateful import run_state_machine_as_test

from conformance.backend import Backend, Kind
from conformance.machines import (
    BlobStoreMachine,
    ClaimInboxMachine,
    EventStoreMachine,
    InboxMachine,
    OutboxStoreMachine,
    TokenStoreMachine,
)
from conformance.queue_machine import QueueMachine
from conformance.values import all_keys, one_of_each

set_hypothesis_home_dir(Path(__file__).parents[3] / "build/hypothesis")

MORE = "CONSISTENT_MESSAGING_EXAMPLES"
"""In the environment: so many sequences of calls, and other ones in every run."""

MACHINES: dict[str, Any] = {
    "blob store": BlobStoreMachine,
    "event store": EventStoreMachine,
    "inbox": InboxMachine,
    "claim inbox": ClaimInboxMachine,
    "outbox store": OutboxStoreMachine,
    "token store": TokenStoreMachine,
    "queue": QueueMachine,
}


def check(backend: Backend, kind: Kind, *, shortest: bool = True) -> None:
    """Fail with a sequence of calls that the two stores answer differently: the shortest found."""
    machine = type(f"{MACHINES[kind].__name__}On", (MACHINES[kind],), {"backend": backend})
    _tour(machine, backend)
    examples = os.environ.get(MORE)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=int(examples) if examples else backend.examples,
            stateful_step_count=30,
            derandomize=not examples,
            database=None,
            deadline=None,
            report_multiple_bugs=False,
            phases=(Phase.generate, Phase.shrink) if shortest else (Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )


def _tour(kind_of_machine: Any, backend: Backend) -> None:
    machine = kind_of_machine()
    machine.tour(all_keys(backend), one_of_each(backend))
    machine.teardown()
