"""Which services the tests run against, and the environment variables that decide it."""

import os
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

AWS, AZURE, RABBITMQ = (
    f"CONSISTENT_MESSAGING_{service}" for service in ("AWS", "AZURE_STORAGE", "RABBITMQ")
)
DUMMIES = {
    "AWS_ACCESS_KEY_ID": "dummy",
    "AWS_SECRET_ACCESS_KEY": "dummy",
    "AWS_SESSION_TOKEN": "dummy",
    "AWS_DEFAULT_REGION": "eu-central-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}
OF_YOUR_OWN = ("AWS_PROFILE", "AWS_ENDPOINT_URL", "HTTP_PROXY", "HTTPS_PROXY", "http_proxy")


@dataclass(frozen=True)
class Service:
    """A service to test against: its name for the report, and how a client reaches it."""

    name: str
    options: dict[str, Any]
    """What a `client(...)` takes."""

    url: str = ""
    """Where an emulator answers; nothing for a real account."""


def is_an_account_named() -> bool:
    """Return True if the environment names an account at AWS or Azure."""
    return any(os.environ.get(name) for name in (AWS, AZURE))


def host_of_your_broker() -> str | None:
    """Return where the RabbitMQ is that the environment names."""
    return urlsplit(os.environ.get(RABBITMQ, "")).hostname
