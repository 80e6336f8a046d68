"""A pytest plugin that keeps every n-th test, so that several interpreters can share them.

`PYTEST_PART=0/2` is the first of two parts.
"""

import os

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    part, parts = map(int, os.environ["PYTEST_PART"].split("/"))
    items[:] = items[part::parts]
