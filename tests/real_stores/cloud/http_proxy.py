"""A proxy in front of a service: it keeps what is asked and answered, and can lose an answer."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

Headers = dict[str, str]


@dataclass(frozen=True)
class Exchange:
    """A request and its answer, as they went over the wire."""

    method: str
    path: str
    headers: Headers
    body: str
    status: int
    answer: str
    """The headers and the content of the answer."""


class Proxy:
    """What went through, and how many of the answers that come next are lost."""

    def __init__(self, url: str) -> None:
        self.url, self.exchanges, self.answers_to_lose = url, [], 0
        self.exchanges: list[Exchange]

    def lose_next_answer(self) -> None:
        """Let the next request through, and close the connection in the place of an answer."""
        self.answers_to_lose = 1

    def forget(self) -> None:
        """Forget what went through so far."""
        self.exchanges.clear()


@contextmanager
def proxy_to(target: str) -> Iterator[Proxy]:
    """Start a proxy in front of the service at this address."""
    server = _Server(urlsplit(target).netloc)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.proxy
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, target: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.target, self.proxy = target, Proxy(f"http://127.0.0.1:{self.server_port}")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def _forward(self) -> None:
        proxy, body = self.server.proxy, self.rfile.read(int(self.headers["Content-Length"] or 0))
        connection = HTTPConnection(self.server.target, timeout=60)
        headers = {name: value for name, value in self.headers.items() if name != "Expect"}
        connection.request(self.command, self.path, body, headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        said = "\n".join([f"{name}: {value}" for name, value in answer.getheaders()])
        proxy.exchanges.append(
            Exchange(
                self.command,
                self.path,
                dict(self.headers.items()),
                body.decode(errors="replace"),
                answer.status,
                f"{said}\n\n{content.decode(errors='replace')}",
            )
        )
        if proxy.answers_to_lose:
            proxy.answers_to_lose -= 1
            self.close_connection = True
            return
        self._answer(answer.status, answer.getheaders(), content)

    def _answer(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in ("transfer-encoding", "content-length", "connection"):
                self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Print nothing."""

    do_GET = do_PUT = do_POST = do_DELETE = _forward  # noqa: N815  # names of the base
