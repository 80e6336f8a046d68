"""What a store says to its service, as one text in which a test can look for words of a page."""

import re
from collections.abc import Sequence
from typing import Any, Protocol

from cloud.http_proxy import Exchange, Proxy

CALLS_OF_S3 = {"GET": "GetObject", "PUT": "PutObject", "DELETE": "DeleteObject"}
CALLS_OF_AZURE = {"GET": "Get Blob", "PUT": "Put Blob", "DELETE": "Delete Blob"}


class Transcript(Protocol):
    """Has what was said since it was cleared."""

    def clear(self) -> None:
        """Forget what was said."""

    def text(self) -> str:
        """Return what was said, a call after the other, with the answers."""


class HttpTranscript:
    """What went through a proxy: the name of each call, its headers and its content."""

    def __init__(self, proxy: Proxy) -> None:
        self._proxy = proxy

    def clear(self) -> None:
        """Forget what was said."""
        self._proxy.forget()

    def text(self) -> str:
        """Return what was said, a call after the other, with the answers."""
        return "\n\n".join(map(_written, self._proxy.exchanges))


class SqlTranscript:
    """A connection to PostgreSQL that keeps the statements, with `$1` where a parameter belongs."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._statements: list[str] = []

    def execute(self, query: Any, params: Sequence[Any] = ()) -> Any:
        """Run a statement, and keep it."""
        numbers = iter(range(1, len(params) + 1))
        statement = re.sub("%s", lambda _: f"${next(numbers)}", query)
        self._statements.append(statement.replace("::text", ""))
        return self._connection.execute(query, params)

    def clear(self) -> None:
        """Forget what was said."""
        self._statements.clear()

    def text(self) -> str:
        """Return what was said, a statement a line, and at which isolation."""
        row = self._connection.execute("SHOW transaction_isolation").fetchone()
        return "\n".join([row[0].upper(), *self._statements])


def _written(exchange: Exchange) -> str:
    headers = "\n".join(f"{name}: {value}" for name, value in exchange.headers.items())
    body = exchange.body.replace('"', "")
    answer = re.sub("^etag:", "ETag:", exchange.answer, flags=re.IGNORECASE | re.MULTILINE)
    return f"{_call(exchange)}\n{headers}\n\n{body}\n\n{exchange.status} {answer}"


def _call(exchange: Exchange) -> str:
    """Return the name that the manual of the service gives a call."""
    if target := exchange.headers.get("X-Amz-Target"):
        return target.rpartition(".")[2]
    is_azure = "x-ms-version" in exchange.headers
    if is_azure and exchange.method == "PUT":
        assert exchange.headers["x-ms-blob-type"] == "BlockBlob"
        assert "comp=" not in exchange.path
    return (CALLS_OF_AZURE if is_azure else CALLS_OF_S3)[exchange.method]
