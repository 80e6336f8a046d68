"""Emulators of the services, each a process on a free port of this machine, ended at the end."""

import os
import queue
import re
import shutil
import socket
import subprocess
import sys
import threading
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from secrets import token_bytes

AZURITE = Path(__file__).parent.parent / "node_modules/azurite/dist/src/blob/main.js"
RABBITMQ = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")  # Debian's, without its change of user
STARTS_WITHIN_SECONDS = 60

ACCOUNT = "emulated"
KEY = b64encode(token_bytes(32)).decode()


@contextmanager
def moto() -> Iterator[str]:
    """Start moto, an emulator of AWS; the address at which it answers."""
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"]
    with _started("moto", command) as url:
        yield url


@contextmanager
def azurite(folder: Path) -> Iterator[str]:
    """Start Azurite, an emulator of Azure Blob Storage; the address at which it answers."""
    if not AZURITE.exists():
        raise RuntimeError("Azurite is not installed. Run: sh tests/real_stores/set_up.sh")
    options = ["--silent", "--disableTelemetry", "--inMemoryPersistence", "--skipApiVersionCheck"]
    port = ["--blobHost", "127.0.0.1", "--blobPort", "0"]
    command, account = ["node", str(AZURITE), *options, *port], f"{ACCOUNT}:{KEY}"
    with _started("Azurite", command, folder, {"AZURITE_ACCOUNTS": account}) as url:
        yield url


def connection_string(url: str) -> str:
    """Return what a client of Azure Storage needs to talk to the Azurite at this address."""
    return (
        f"DefaultEndpointsProtocol=http;AccountName={ACCOUNT};AccountKey={KEY};"
        f"BlobEndpoint={url}/{ACCOUNT};"
    )


def rabbitmq_command() -> str | None:
    """Return what starts a RabbitMQ, where one is installed."""
    return str(RABBITMQ) if RABBITMQ.exists() else shutil.which("rabbitmq-server")


@contextmanager
def rabbitmq(command: str, folder: Path) -> Iterator[str]:
    """Start a RabbitMQ that keeps all it has in this folder; the URL of its default account."""
    port, between_nodes, names = _free_ports(3)
    environment = {
        "HOME": str(folder),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "ERL_EPMD_PORT": str(names),
        "RABBITMQ_CONF_ENV_FILE": os.devnull,
        "RABBITMQ_DIST_PORT": str(between_nodes),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
        "RABBITMQ_LOGS": "-",
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_MNESIA_BASE": str(folder / "data"),
        "RABBITMQ_NODENAME": f"tests{port}@localhost",
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": str(port),
        "RABBITMQ_PID_FILE": str(folder / "pid"),
    }
    end_of_names = ["epmd", "-port", str(names), "-kill"]
    with ExitStack() as at_the_end:
        at_the_end.callback(subprocess.run, end_of_names, capture_output=True, check=False)
        ready = "Server startup complete"
        at_the_end.enter_context(_started("RabbitMQ", [command], folder, environment, ready))
        yield f"amqp://guest:guest@127.0.0.1:{port}/"


def _free_ports(count: int) -> list[int]:
    with ExitStack() as sockets:
        opened = [sockets.enter_context(socket.socket()) for _ in range(count)]
        for each in opened:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in opened]


@contextmanager
def _started(
    name: str,
    command: list[str],
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    ready: str = r"http://127\.0\.0\.1:[1-9]\d*",
) -> Iterator[str]:
    """Start a process, and wait until it prints that it is ready; what was printed of that."""
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=os.environ | {"PYTHONUNBUFFERED": "yes"} | dict(environment or {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    lines: queue.Queue[str | None] = queue.Queue()
    reader = threading.Thread(target=_read, args=(process, lines), daemon=True)
    reader.start()
    try:
        yield _found(name, lines, ready)
    finally:
        process.terminate()
        process.wait()
        reader.join()


def _read(process: subprocess.Popen[str], lines: "queue.Queue[str | None]") -> None:
    assert process.stdout
    with process.stdout:
        for line in process.stdout:
            lines.put(line)
    lines.put(None)


def _found(name: str, lines: "queue.Queue[str | None]", ready: str) -> str:
    said = ""
    try:
        while (line := lines.get(timeout=STARTS_WITHIN_SECONDS)) is not None:
            said += line
            if found := re.search(ready, line):
                return found[0]
    except queue.Empty:
        pass
    raise RuntimeError(f"{name} did not start. It said: {said or 'nothing'}")
