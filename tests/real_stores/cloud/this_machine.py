"""Refuses every connection to another machine, as long as the guard is up."""

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest


class LeavesThisMachine(BaseException):
    """A test wanted to connect to another machine.

    It isn't an `Exception`, which a client library would take for a connection that was lost.
    """


@contextmanager
def this_machine_only() -> Iterator[None]:
    """Let no connection leave this machine, and look up no name but its own."""
    find = socket.getaddrinfo

    def only_names_of_this_machine(host: Any, *args: Any, **options: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name is not None and not _is_here(name):
            raise LeavesThisMachine(f"A test wanted to know where {name} is.")
        return find(host, *args, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", only_names_of_this_machine)
        patch.setattr(socket.socket, "connect", _guarded(socket.socket.connect))
        patch.setattr(socket.socket, "connect_ex", _guarded(socket.socket.connect_ex))
        yield


def _guarded(connect: Any) -> Any:
    def only_to_this_machine(self: socket.socket, address: Any) -> Any:
        is_here = self.family == getattr(socket, "AF_UNIX", None) or _is_here(address[0])
        if not is_here:
            raise LeavesThisMachine(f"A test wanted to connect to {address}.")
        return connect(self, address)

    return only_to_this_machine


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
