"""A service that gives one answer to everything, as bytes: what no emulator can be made to say."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

REASONS = {200: "OK", 400: "Bad Request", 404: "Not Found", 409: "Conflict"}


def answer(status: int, body: str, **headers: str) -> bytes:
    """Return an answer of HTTP; a header's name is written with _ in the place of -."""
    lines = [f"HTTP/1.1 {status} {REASONS.get(status, 'Other')}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "Connection: close", "", body]).encode()


@contextmanager
def answering(said: bytes | None) -> Iterator[str]:
    """Start a server that answers so, and closes the connection; None: it keeps it, and is silent.

    The address at which it answers.
    """
    with socket.create_server(("127.0.0.1", 0)) as listening:
        open_ones: list[socket.socket] = []
        arguments = (listening, said, open_ones)
        thread = threading.Thread(target=_serve, args=arguments, daemon=True)
        thread.start()
        port = listening.getsockname()[1]
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()
            for each in open_ones:
                each.close()


def _serve(listening: socket.socket, said: bytes | None, open_ones: list[socket.socket]) -> None:
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:  # it is the end
            return
        if said is None:
            open_ones.append(connection)
            continue
        with connection:
            _read_request(connection)
            connection.sendall(said)


def _read_request(connection: socket.socket) -> None:
    """Read a whole request: a connection that is closed before that would be reset."""
    head = b""
    while b"\r\n\r\n" not in head:
        head += connection.recv(65536)
    head, _, body = head.partition(b"\r\n\r\n")
    if b"expect: 100-continue" in head.lower():
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    missing = int(lengths[0].split(b":")[1]) - len(body) if lengths else 0
    while missing > 0:
        missing -= len(connection.recv(65536))
