"""Refuses every connection to another machine, as long as the guard is up."""

import ipaddress
import socket
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

import pytest


class LeavesThisMachine(BaseException):
    """A test wanted to connect to another machine.

    It isn't an `Exception`, which a client library would take for a connection that was lost.
    """


@contextmanager
def this_machine_only(but: str | None = None) -> Iterator[None]:
    """Let no connection leave this machine but to one host, and look up no name but that."""
    find = socket.getaddrinfo
    allowed = {info[4][0] for info in find(but, None)} | {but} if but else set()

    def only_names_of_this_machine(host: Any, *args: Any, **options: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name is not None and name not in allowed and not _is_here(name):
            raise LeavesThisMachine(f"A test wanted to know where {name} is.")
        return find(host, *args, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", only_names_of_this_machine)
        patch.setattr(socket.socket, "connect", _guarded(socket.socket.connect, allowed))
        patch.setattr(socket.socket, "connect_ex", _guarded(socket.socket.connect_ex, allowed))
        yield


def _guarded(connect: Any, allowed: Collection[Any]) -> Any:
    def only_to_this_machine(self: socket.socket, address: Any) -> Any:
        is_file = self.family == getattr(socket, "AF_UNIX", None)
        if not is_file and address[0] not in allowed and not _is_here(address[0]):
            raise LeavesThisMachine(f"A test wanted to connect to {address}.")
        return connect(self, address)

    return only_to_this_machine


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
