"""Of many cases that look at the same, `make test` runs one in so many; `make slow` the others."""

from collections.abc import Sequence
from typing import Any

import pytest


def one_in(count: int, cases: Sequence[Any]) -> list[Any]:
    """The cases as parameters: from the first on, one in so many is not marked as slow."""
    return [
        pytest.param(case, marks=[pytest.mark.slow] if place % count else [])
        for place, case in enumerate(cases)
    ]
