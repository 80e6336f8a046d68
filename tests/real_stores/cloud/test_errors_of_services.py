"""What each answer of a service means: refused, too large, busy, or nobody knows.

The answers are written as the services' manuals give them, since no emulator gives them all.
"""

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from cloud.canned_answers import answer, answering
from cloud.emulators import connection_string
from consistent_messaging.adapters import azure_blob, dynamodb, s3, sqs
from consistent_messaging.adapters.azure_blob.errors import MEANINGS as OF_AZURE
from consistent_messaging.adapters.dynamodb.errors import MEANINGS as OF_DYNAMODB
from consistent_messaging.adapters.json_codec import JsonCodec
from consistent_messaging.adapters.s3.errors import MEANINGS as OF_S3
from consistent_messaging.adapters.sqs.errors import MEANINGS as OF_SQS
from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.api.errors import (
    ConcurrencyError,
    DocumentTooLarge,
    MessagingError,
    Throttled,
    TimeoutError,
)
from consistent_messaging.api.stores import StoredEvent

# The SDKs leave a connection open that has failed: Python closes it, and says so.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
CODEC = JsonCodec()
ONE_EVENT = [StoredEvent("added", "A")]
QUICK = {"connect_timeout": 0.2, "read_timeout": 0.2}
DUMMIES = {"aws_access_key_id": "dummy", "aws_secret_access_key": "dummy"}


def of_dynamodb(code: str, text: str = "", status: int = 400, *reasons: Any) -> bytes:
    content: dict[str, Any] = {"__type": f"com.amazonaws.dynamodb.v20120810#{code}"}
    content |= {"message": text, "CancellationReasons": list(reasons)}
    return answer(status, json.dumps(content), Content_Type="application/x-amz-json-1.0")


def cancelled(*codes: str, text: str = "") -> bytes:
    reasons = [{"Code": code, "Message": text} for code in codes]
    return of_dynamodb("TransactionCanceledException", "Transaction cancelled", 400, *reasons)


def of_s3(code: str, status: int) -> bytes:
    body = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>said so</Message></Error>"
    return answer(status, body, Content_Type="application/xml")


def of_sqs(code: str, text: str = "said so", status: int = 400) -> bytes:
    content = {"__type": f"com.amazonaws.sqs#{code}", "message": text}
    return answer(status, json.dumps(content), Content_Type="application/x-amz-json-1.0")


def of_azure(code: str, status: int) -> bytes:
    body = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>said so</Message></Error>"
    return answer(status, body, Content_Type="application/xml", x_ms_error_code=code)


def aws_client(service: Any, url: str) -> Any:
    config = Config(**QUICK)
    return service.client(endpoint_url=url, region_name="eu-central-1", config=config, **DUMMIES)


def on_dynamodb(kind: str, url: str) -> Any:
    return getattr(dynamodb, kind)(aws_client(dynamodb, url), CODEC)


def on_s3(kind: str, url: str) -> Any:
    return getattr(s3, kind)(aws_client(s3, url), CODEC, "shop")


def on_azure(kind: str, url: str) -> Any:
    client = azure_blob.client(
        connection_string=connection_string(url), connection_timeout=0.2, read_timeout=0.2
    )
    return getattr(azure_blob, kind)(client, CODEC, "shop")


def sqs_queue(url: str) -> sqs.Queue:
    queue = sqs.Queue(aws_client(sqs, url), CODEC)
    queue._known_url = f"{url}/1/queue"
    return queue


def append_on_dynamodb(url: str) -> None:
    on_dynamodb("EventStore", url).append("order-7", ONE_EVENT, expected_version=0)


CALLS: dict[str, Callable[[str], object]] = {
    "dynamodb put": lambda url: on_dynamodb("BlobStore", url).put("order-7", {}, if_match="v1"),
    "dynamodb append": append_on_dynamodb,
    "s3": lambda url: on_s3("BlobStore", url).put("order-7", {}, if_match='"v1"'),
    "sqs": lambda url: sqs_queue(url).send(OutgoingMessage("order-7", "added")),
    "azure": lambda url: on_azure("BlobStore", url).put("order-7", {}, if_match='"v1"'),
}
READS: dict[str, Callable[[str], object]] = {
    "dynamodb contains": lambda url: on_dynamodb("Inbox", url).contains("A"),
    "dynamodb read": lambda url: on_dynamodb("EventStore", url).read("order-7"),
    "dynamodb records": lambda url: on_dynamodb("Inbox", url).records,
    "s3 contains": lambda url: on_s3("Inbox", url).contains("A"),
    "s3 records": lambda url: on_s3("Inbox", url).records,
    "azure contains": lambda url: on_azure("Inbox", url).contains("A"),
    "azure records": lambda url: on_azure("Inbox", url).records,
    "sqs receive": lambda url: sqs_queue(url).receive(),
}
ITEM_SIZE = "Item size has exceeded the maximum allowed size"

MEANINGS: list[tuple[str, bytes, type[MessagingError]]] = [
    ("dynamodb put", of_dynamodb("ConditionalCheckFailedException"), ConcurrencyError),
    ("dynamodb put", of_dynamodb("TransactionConflictException"), Throttled),
    ("dynamodb put", of_dynamodb("ProvisionedThroughputExceededException"), Throttled),
    ("dynamodb put", of_dynamodb("RequestLimitExceeded"), Throttled),
    ("dynamodb put", of_dynamodb("ThrottlingException"), Throttled),
    ("dynamodb put", of_dynamodb("ValidationException", ITEM_SIZE), DocumentTooLarge),
    (
        "dynamodb put",
        of_dynamodb("ItemCollectionSizeLimitExceededException"),
        DocumentTooLarge,
    ),
    ("dynamodb put", of_dynamodb("InternalServerError", status=500), TimeoutError),
    ("dynamodb put", of_dynamodb("ServiceUnavailable", status=503), TimeoutError),
    ("dynamodb append", cancelled("None", "ConditionalCheckFailed"), ConcurrencyError),
    ("dynamodb append", cancelled("TransactionConflict", "None"), Throttled),
    # Whoever was refused by a condition must not take it for a busy store.
    (
        "dynamodb append",
        cancelled("TransactionConflict", "ConditionalCheckFailed"),
        ConcurrencyError,
    ),
    ("dynamodb append", cancelled("ProvisionedThroughputExceeded"), Throttled),
    ("dynamodb append", cancelled("ThrottlingError"), Throttled),
    ("dynamodb append", cancelled("ItemCollectionSizeLimitExceeded"), DocumentTooLarge),
    ("dynamodb append", cancelled("ValidationError", text=ITEM_SIZE), DocumentTooLarge),
    ("s3", of_s3("PreconditionFailed", 412), ConcurrencyError),
    ("s3", of_s3("NoSuchKey", 404), ConcurrencyError),
    ("s3", of_s3("ConditionalRequestConflict", 409), Throttled),
    ("s3", of_s3("OperationAborted", 409), Throttled),
    ("s3", of_s3("EntityTooLarge", 400), DocumentTooLarge),
    ("s3", of_s3("SlowDown", 503), TimeoutError),
    ("s3", of_s3("InternalError", 500), TimeoutError),
    ("azure", of_azure("BlobAlreadyExists", 409), ConcurrencyError),
    ("azure", of_azure("ConditionNotMet", 412), ConcurrencyError),
    ("azure", of_azure("BlobNotFound", 404), ConcurrencyError),
    ("azure", of_azure("RequestBodyTooLarge", 413), DocumentTooLarge),
    ("azure", of_azure("TooManyRequests", 429), Throttled),
    ("azure", of_azure("OperationTimedOut", 500), TimeoutError),
    ("azure", of_azure("ServerBusy", 503), TimeoutError),
    ("sqs", of_sqs("RequestThrottled"), Throttled),
    ("sqs", of_sqs("ThrottlingException"), Throttled),
    ("sqs", of_sqs("OverLimit"), Throttled),
    ("sqs", of_sqs("KmsThrottled"), Throttled),
]


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """A send, and the download of a blob, may be tried again: the SDKs would wait before that."""
    at_once = SimpleNamespace(sleep=lambda seconds: None)
    monkeypatch.setattr("botocore.endpoint.time", at_once)
    monkeypatch.setattr("azure.storage.blob._download.time", at_once)


@pytest.mark.parametrize(("call", "said", "meant"), MEANINGS)
def test_an_answer_is_the_error_of_the_course_that_it_means(call, said, meant) -> None:
    with answering(said) as url, pytest.raises(MessagingError, match="order-7") as raised:
        CALLS[call](url)

    assert type(raised.value) is meant
    assert raised.value.definite == (meant is not TimeoutError)
    assert raised.value.__cause__ is not None  # what the service has said stays to be read


def test_each_row_of_each_table_is_tried() -> None:
    said = b"".join(text for _, text, _ in MEANINGS).decode()

    assert [
        code for code in {**OF_DYNAMODB, **OF_S3, **OF_AZURE, **OF_SQS} if code not in said
    ] == []


@pytest.mark.parametrize("call", [*CALLS, *READS])
@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nContent-Range: bytes 0-999/1000\r\n\r\n{",
        b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n",
        answer(503, "<html>a load balancer</html>", Content_Type="text/html"),
        None,
    ],
    ids=["nothing", "half of an answer", "500 without a text", "503 of another", "silence"],
)
def test_what_is_no_answer_is_indefinite(call, said) -> None:
    with answering(said) as url, pytest.raises(TimeoutError) as raised:
        {**CALLS, **READS}[call](url)

    assert not raised.value.definite


@pytest.mark.parametrize("call", CALLS)
def test_where_nobody_answers_it_is_indefinite_as_well(call) -> None:
    with answering(b"") as url:
        pass

    with pytest.raises(TimeoutError):
        CALLS[call](url)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("dynamodb put", of_dynamodb("ResourceNotFoundException")),
        ("dynamodb put", of_dynamodb("ValidationException", "One or more values are invalid")),
        ("dynamodb put", of_dynamodb("AccessDeniedException")),
        ("dynamodb append", cancelled("ValidationError", text="The key is invalid")),
        ("s3", of_s3("NoSuchBucket", 404)),
        ("s3", of_s3("AccessDenied", 403)),
        ("sqs", of_sqs("QueueDoesNotExist")),
    ],
)
def test_a_mistake_in_the_set_up_stays_what_it_is(call, said) -> None:
    with answering(said) as url, pytest.raises(ClientError):
        CALLS[call](url)


@pytest.mark.parametrize(
    ("code", "status"),
    [("ContainerNotFound", 404), ("AuthorizationFailure", 403), ("LeaseIdMissing", 412)],
)
def test_a_mistake_in_the_set_up_of_azure_stays_what_it_is(code, status) -> None:
    from azure.core.exceptions import HttpResponseError

    with answering(of_azure(code, status)) as url, pytest.raises(HttpResponseError):
        CALLS["azure"](url)


def test_a_claim_that_met_another_write_is_neither_ours_nor_somebody_elses() -> None:
    """In S3 only 412 says that somebody was first."""
    with answering(of_s3("ConditionalRequestConflict", 409)) as url, pytest.raises(Throttled):
        on_s3("ClaimInbox", url).try_claim("A", "new-1")
    with answering(of_s3("PreconditionFailed", 412)) as url:
        assert not on_s3("ClaimInbox", url).try_claim("A", "new-1")


def test_boto3_by_itself_takes_half_of_an_answer_for_no_item() -> None:
    """What the adapters prevent: a read that misses what is there."""
    half = b'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"Item": {"pk": {"S": "A'
    with answering(half) as url:
        inbox = on_dynamodb("Inbox", url)
        bare = aws_client(dynamodb, url)

        assert "Item" not in bare.get_item(TableName="inbox", Key={"pk": {"S": "A"}})
        with pytest.raises(TimeoutError):
            inbox.contains("A")
