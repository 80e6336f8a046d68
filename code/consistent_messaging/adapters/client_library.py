"""The client libraries of services: installed as extras, and imported only where one is used."""

from importlib import import_module
from typing import Any


def client_library(module: str, *, extra: str) -> Any:
    """Return a module of a client library.

    Raises `ModuleNotFoundError` with the command that installs it, where it is not installed.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as missing:
        raise ModuleNotFoundError(
            f"{module} is not installed. Run: pip install 'consistent-messaging[{extra}]'",
            name=missing.name,
        ) from missing
