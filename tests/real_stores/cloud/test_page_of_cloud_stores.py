"""What docs/reference/cloud-stores.md shows is what happens: its Python, its errors, its names."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from cloud.course_page import codes, table_of
from cloud.emulators import connection_string
from cloud.services import AWS, AZURE, RABBITMQ, Service, is_an_account_named
from consistent_messaging import Dispatcher
from consistent_messaging.adapters import azure_blob, dynamodb, rabbitmq, s3, sqs
from consistent_messaging.adapters.azure_blob.errors import MEANINGS as OF_AZURE
from consistent_messaging.adapters.dynamodb.errors import MEANINGS as OF_DYNAMODB
from consistent_messaging.adapters.s3.errors import MEANINGS as OF_S3
from consistent_messaging.adapters.sqs.errors import MEANINGS as OF_SQS
from site_build.project import PROJECT

PAGE = PROJECT.root / "docs" / "reference" / "cloud-stores.md"
EXERCISES = PROJECT.root / "code" / "exercises"
STORES, SQS, ON_RABBITMQ = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(), re.S | re.M)
SERVICES: Mapping[str, Mapping[str, Any]] = {
    "DynamoDB": OF_DYNAMODB,
    "S3": OF_S3,
    "Azure Blob Storage": OF_AZURE,
    "SQS": OF_SQS,
}


@pytest.mark.parametrize("service", SERVICES)
def test_the_table_of_errors_has_each_code_with_its_meaning_and_no_others(service: str) -> None:
    rows = table_of(PAGE, "What the errors mean")

    said = {code: error for error, row in rows.items() for code in codes(row[service])}

    assert said == {code: meant.__name__ for code, meant in SERVICES[service].items()}


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the code of the page finds: the exercise's messages, and its own imports."""
    monkeypatch.syspath_prepend(str(EXERCISES / "inbox_runner"))
    monkeypatch.syspath_prepend(str(EXERCISES))
    return {"os": os}


@pytest.mark.skipif(is_an_account_named(), reason="the places of the page are not for an account")
def test_the_code_of_the_page_makes_stores_and_a_queue(
    names: dict[str, Any], aws: Service, azure: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", aws.url)
    monkeypatch.setenv("AZURE_STORAGE_CONNECTION_STRING", connection_string(azure.url))

    exec(STORES, names)
    for store in ("blobs", "claims", "outbox", "tokens"):
        names[store].clear()  # other tests have the same names
    names["tokens"].create("token-A")
    assert names["claims"].try_claim("A", "new-1")
    assert names["outbox"].get("new-1") is None
    assert names["tokens"].exists("token-A")

    exec(SQS, names)
    from consistent_messaging.api.context import OutgoingMessage

    names["dispatcher"].dispatch([OutgoingMessage("A", "added")])
    assert names["queue"].receive().message.message_id == "A"


def test_the_code_of_the_page_makes_a_queue_on_rabbitmq(names: dict[str, Any], broker: str) -> None:
    from consistent_messaging.adapters.json_codec import JsonCodec

    names |= {"codec": JsonCodec(), "Dispatcher": Dispatcher}
    exec(ON_RABBITMQ.replace("amqp://localhost", broker), names)

    queue = names["queue"]
    queue.clear()
    assert queue.receive() is None
    queue._connection.close()


def test_the_page_names_what_there_is() -> None:
    text = PAGE.read_text()
    extras = (PROJECT.root / "pyproject.toml").read_text()

    for adapter in (azure_blob, dynamodb, rabbitmq, s3, sqs):
        name = Path(str(adapter.__file__)).parent.name
        assert f"`{name}`" in text
        assert re.search(rf"^{name} = \[", extras, re.MULTILINE)
    assert all(f"`{variable}`" in text for variable in (AWS, AZURE, RABBITMQ))
    assert {*dynamodb.__all__} - {*s3.__all__} == {"EventStore"}
    assert {*s3.__all__} == {*azure_blob.__all__}
