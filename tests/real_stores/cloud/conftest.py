"""The services of the tests in this folder: emulators on this machine, or accounts of your own.

A real account is used only if an environment variable names it:

- `CONSISTENT_MESSAGING_AWS`: a region; credentials are found as boto3 finds them
- `CONSISTENT_MESSAGING_AZURE_STORAGE`: a connection string of a storage account
- `CONSISTENT_MESSAGING_RABBITMQ`: the URL of a broker

Without them, no connection leaves this machine, and the credentials are dummies.
"""

import os
from collections.abc import Iterator
from contextlib import nullcontext
from importlib.metadata import version

import pytest
from cloud.emulators import azurite, connection_string, moto, rabbitmq, rabbitmq_command
from cloud.services import (
    AWS,
    AZURE,
    DUMMIES,
    OF_YOUR_OWN,
    RABBITMQ,
    Service,
    host_of_your_broker,
    is_an_account_named,
)
from cloud.this_machine import this_machine_only


@pytest.fixture(scope="session", autouse=True)
def guard() -> Iterator[None]:
    """Let no connection leave this machine, but to what the environment names."""
    with nullcontext() if is_an_account_named() else this_machine_only(but=host_of_your_broker()):
        yield


@pytest.fixture(scope="session")
def aws(guard: None) -> Iterator[Service]:
    """DynamoDB, S3 and SQS: moto, or your account."""
    if region := os.environ.get(AWS):
        yield Service(f"AWS in {region}", {"region_name": region})
        return
    with pytest.MonkeyPatch.context() as patch, moto() as url:
        for name, value in DUMMIES.items():
            patch.setenv(name, value)
        for name in OF_YOUR_OWN:
            patch.delenv(name, raising=False)
        yield Service(f"moto {version('moto')}, an emulator of AWS", {"endpoint_url": url}, url)


@pytest.fixture(scope="session")
def azure(guard: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Azure Blob Storage: Azurite, or your account."""
    if account := os.environ.get(AZURE):
        yield Service("an account of Azure Storage", {"connection_string": account})
        return
    with azurite(tmp_path_factory.mktemp("azurite")) as url:
        options = {"connection_string": connection_string(url)}
        yield Service("Azurite, an emulator of Azure Blob Storage", options, url)


@pytest.fixture(scope="session")
def broker(guard: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a RabbitMQ: yours, or one that is started here if it is installed."""
    if url := os.environ.get(RABBITMQ):
        yield url
        return
    command = rabbitmq_command()
    if command is None:
        pytest.skip(
            f"RabbitMQ was left out: no rabbitmq-server is installed, {RABBITMQ} is not set."
        )
    with rabbitmq(command, tmp_path_factory.mktemp("rabbitmq")) as url:
        yield url
