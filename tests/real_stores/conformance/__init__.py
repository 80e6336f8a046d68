"""One suite over simulated and real stores: sequences of calls that both have to answer the same.

A real store is plugged in as a `Backend`; `check(backend, kind)` compares one kind of store of it.
"""

from conformance.backend import KINDS, Backend, Exclusion
from conformance.exclusions import check_exclusion
from conformance.run import MACHINES, check
from conformance.values import CODEC

__all__ = ["CODEC", "KINDS", "MACHINES", "Backend", "Exclusion", "check", "check_exclusion"]
