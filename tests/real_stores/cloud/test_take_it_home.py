"""What "Take it home" says of a service's calls is what the adapters say to the service.

Each cell about a service that has an adapter is compared with what goes over the wire while the
adapter does what the row, or the column, is about. What is not code in a cell is in `WORDS`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any, NamedTuple

import psycopg
import pytest
from cloud.course_page import TAKE_IT_HOME, codes, table
from cloud.emulators import connection_string
from cloud.http_proxy import proxy_to
from cloud.services import Service, is_an_account_named
from cloud.transcripts import HttpTranscript, SqlTranscript, Transcript
from consistent_messaging.adapters import azure_blob, dynamodb, postgresql, s3, sqs
from consistent_messaging.adapters.azure_blob.errors import MEANINGS as OF_AZURE
from consistent_messaging.adapters.dynamodb.errors import MEANINGS as OF_DYNAMODB
from consistent_messaging.adapters.json_codec import JsonCodec
from consistent_messaging.adapters.postgresql.sqlstates import meant_by
from consistent_messaging.adapters.s3.errors import MEANINGS as OF_S3
from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.api.errors import ConcurrencyError, MessagingError
from consistent_messaging.api.stores import StoredEvent
from servers import postgresql_from_wheel

pytestmark = pytest.mark.skipif(is_an_account_named(), reason="what is said is read by a proxy")
CODEC, PLACE = JsonCodec(), "take-it-home"
EVENT, MESSAGE = StoredEvent("added", "A"), OutgoingMessage("A/ItemAdded", "added")

Meanings = Mapping[str, type[MessagingError]]
OF_POSTGRESQL = {code: meant_by(code) for code in ("23505", "40001")}


class Wired(NamedTuple):
    """A service whose adapters are made by their names, and what they say to it."""

    store: Callable[[str], Any]
    transcript: Transcript
    meanings: Meanings


@pytest.fixture(scope="module")
def wires(aws: Service, azure: Service) -> Iterator[dict[str, Wired]]:
    with (
        proxy_to(aws.url) as aws_proxy,
        proxy_to(azure.url) as azure_proxy,
        postgresql_from_wheel() as url,
        psycopg.connect(url, autocommit=True) as connection,
    ):
        of_aws, sql = HttpTranscript(aws_proxy), SqlTranscript(connection)
        account = azure_blob.client(connection_string=connection_string(azure_proxy.url))
        of_dynamodb = dynamodb.client(endpoint_url=aws_proxy.url)
        of_s3 = s3.client(endpoint_url=aws_proxy.url)

        def on_dynamodb(kind: str) -> Any:
            store = getattr(dynamodb, kind)(of_dynamodb, CODEC)
            store.create_table()
            return store

        def on_postgresql(kind: str) -> Any:
            store = getattr(postgresql, kind)(sql, CODEC)
            store.create_table()
            return store

        def on_s3(kind: str) -> Any:
            store = getattr(s3, kind)(of_s3, CODEC, PLACE)
            store.create_bucket()
            return store

        def on_azure(kind: str) -> Any:
            store = getattr(azure_blob, kind)(account, CODEC, PLACE)
            store.create_container()
            return store

        yield {
            "DynamoDB": Wired(on_dynamodb, of_aws, OF_DYNAMODB),
            "S3": Wired(on_s3, of_aws, OF_S3),
            "Azure Blob Storage": Wired(on_azure, HttpTranscript(azure_proxy), OF_AZURE),
            "PostgreSQL": Wired(on_postgresql, sql, OF_POSTGRESQL),
        }


def said_by(wired: Wired, kind: str, call: Callable[[Any], object]) -> str:
    """Return what a store of this kind says while `call` is made with it."""
    store = wired.store(kind)
    store.clear()
    if kind == "BlobStore":
        store.put("order-7", {"items": []})
    if kind == "EventStore":
        store.append("order-7", [EVENT], expected_version=0)
    etag = store.get("order-7").etag if kind == "BlobStore" else None
    wired.transcript.clear()
    with suppress(ConcurrencyError):
        call(store) if etag is None else call((store, etag))
    return wired.transcript.text()


def pattern(code: str) -> str:
    """Return what to look for: `…` and `<etag>` are anything."""
    anything = re.escape(code).replace("…", ".*").replace(re.escape("<etag>"), r"\S+")
    return re.sub(r"^([A-Z]\w+)$", r"\\b\1\\b", anything)


def missing(cell: str, said: str, known: Meanings) -> list[str]:
    """Return what a cell writes as code, and is neither said nor a code with a known meaning."""
    return [
        code
        for code in codes(cell)
        if not re.search(pattern(code), said) and not (code in known and known[code].definite)
    ]


def put_if_unchanged(store_and_etag: Any) -> None:
    store, etag = store_and_etag
    store.put("order-7", {"items": ["apple"]}, if_match=etag)


def refused_writes(store_and_etag: Any) -> None:
    """Each write that is refused: it is there, it has changed, it is gone."""
    store, etag = store_and_etag
    store.put("order-7", {"items": ["pear"]})
    with pytest.raises(ConcurrencyError):
        store.put("order-7", {}, if_none_match="*")
    with pytest.raises(ConcurrencyError):
        store.put("order-7", {}, if_match=etag)
    store.delete("order-7")
    with pytest.raises(ConcurrencyError):
        store.put("order-7", {}, if_match=etag)


DOCUMENTS: dict[str, Callable[[Any], object]] = {
    "get": lambda it: it[0].get("order-7"),
    "put, only if absent": lambda it: it[0].put("order-8", {}, if_none_match="*"),
    "put, only if unchanged": put_if_unchanged,
    "refusal": refused_writes,
}
WITH_ADAPTERS = ("DynamoDB", "S3", "Azure Blob Storage", "PostgreSQL")


@pytest.mark.parametrize("column", DOCUMENTS)
@pytest.mark.parametrize("service", WITH_ADAPTERS)
def test_a_call_for_documents_is_what_the_adapter_says(service, column, wires) -> None:
    cell = table("Documents")[service][column]
    wired = wires[service]

    said = said_by(wired, "BlobStore", DOCUMENTS[column])

    assert codes(cell) or service == "PostgreSQL"
    assert missing(cell, said, wired.meanings) == []


@pytest.mark.parametrize("service", WITH_ADAPTERS)
def test_a_read_and_a_plain_write_have_no_condition(service, wires) -> None:
    """Or the conditions that the other columns name would prove nothing."""
    said = said_by(wires[service], "BlobStore", lambda it: (it[0].get("a"), it[0].put("b", {})))

    assert said
    assert not re.search(r"If-|attribute_not_exists|:read|DO NOTHING|UPDATE blobs", said)


@pytest.mark.parametrize(
    ("service", "status"), [("S3", "412|404"), ("Azure Blob Storage", "409|412")]
)
def test_the_numbers_of_a_refusal_are_those_of_the_service(service, status, wires) -> None:
    cell = table("Documents")[service]["refusal"]
    said = said_by(wires[service], "BlobStore", refused_writes)

    seen = set(re.findall(rf"^({status}) ", said, re.MULTILINE))
    assert seen == set(status.split("|"))
    assert all(number in cell for number in seen)


def append(store: Any) -> None:
    store.append("order-7", [EVENT, EVENT], expected_version=1)


def refused_append(store: Any) -> None:
    store.append("order-7", [EVENT, EVENT], expected_version=0)


@pytest.mark.parametrize("service", ["DynamoDB", "PostgreSQL"])
def test_a_call_for_streams_is_what_the_adapter_says(service, wires) -> None:
    row = table("Streams")[service]
    wired = wires[service]

    appended = said_by(wired, "EventStore", append)
    refused = said_by(wired, "EventStore", refused_append)

    assert missing(row["an append, if nobody was faster"], appended, {}) == []
    assert missing(row["refusal"], refused, wired.meanings) == []


def claim_and_ask(store: Any) -> None:
    store.try_claim("A", "new-1")
    store.claimed_by("A")


RECORDS: dict[str, tuple[str, Callable[[Any], object]]] = {
    "inbox.contains(id)": ("Inbox", lambda store: store.contains("A")),
    "inbox.add(id)": ("Inbox", lambda store: store.add("A")),
    "claims.try_claim(id, claim)": ("ClaimInbox", lambda store: store.try_claim("A", "new-1")),
    "claims.claimed_by(id)": ("ClaimInbox", claim_and_ask),
    "outbox.put(id, messages)": ("OutboxStore", lambda store: store.put("new-1", [MESSAGE])),
    "outbox.get(id)": ("OutboxStore", lambda store: store.get("new-1")),
    "outbox.delete(id)": ("OutboxStore", lambda store: store.delete("new-1")),
    "tokens.create(id)": ("TokenStore", lambda store: store.create("A")),
    "tokens.exists(id)": ("TokenStore", lambda store: store.exists("A")),
    "tokens.delete(id)": ("TokenStore", lambda store: store.delete("A")),
}
COLUMNS = {
    "DynamoDB": ["DynamoDB"],
    "S3, Azure Blob Storage": ["S3", "Azure Blob Storage"],
    "PostgreSQL": ["PostgreSQL"],
}

CONDITION = re.compile("If-None-Match|attribute_not_exists")

# What the cells say in words, and what is on the wire then.
WORDS = {
    r"\bconsistent\b": r"ConsistentRead: true",
    r"^a read\b": r"^(GetObject|Get Blob)$",
    r"^a put\b": r"^(PutObject|Put Blob)$",
    r"^a delete\b": r"^(DeleteObject|Delete Blob)$",
}


@pytest.mark.parametrize("call", RECORDS)
@pytest.mark.parametrize("column", COLUMNS)
def test_a_call_for_records_is_what_the_adapters_say(column, call, wires) -> None:
    cell = table("Inbox, claims, outbox, tokens")[call][column]
    kind, made = RECORDS[call]
    meant = [words for words in WORDS if re.search(words, cell)]
    assert codes(cell) or meant

    for service in COLUMNS[column]:
        said = said_by(wires[service], kind, made)

        assert missing(cell, said, {}) == []
        assert [w for w in meant if not re.search(WORDS[w], said, re.MULTILINE)] == []
        if made is not claim_and_ask:
            assert bool(CONDITION.search(said)) == bool(CONDITION.search(cell))


def test_the_page_has_a_row_for_each_call_and_no_others() -> None:
    assert set(table("Inbox, claims, outbox, tokens")) == set(RECORDS)
    assert set(WITH_ADAPTERS) <= set(table("Documents"))


def test_reads_are_consistent_by_default_and_weaker_only_where_that_is_asked_for(wires) -> None:
    transcript = wires["DynamoDB"].transcript
    inbox, events = (wires["DynamoDB"].store(kind) for kind in ("Inbox", "EventStore"))

    for consistent in (True, False):
        inbox._consistent = events._consistent = consistent
        transcript.clear()
        inbox.contains("A")
        events.read("order-7")
        written = f"ConsistentRead: {str(consistent).lower()}"
        assert transcript.text().count(written) == 2


def test_dynamodb_gives_the_claim_with_the_refusal_if_it_is_asked_to(wires) -> None:
    claims = wires["DynamoDB"].store("ClaimInbox")
    claims.clear()
    claims.try_claim("A", "new-1")

    with pytest.raises(claims._client.exceptions.ConditionalCheckFailedException) as refused:
        claims._client.put_item(
            TableName=claims.table,
            Item={"pk": {"S": "A"}, "claim": {"S": "new-2"}},
            ConditionExpression="attribute_not_exists(pk)",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )

    assert refused.value.response["Item"]["claim"] == {"S": "new-1"}
    text = TAKE_IT_HOME.read_text()
    assert "`ReturnValuesOnConditionCheckFailure`{ .whole } with `ALL_OLD`" in text


SQS: dict[str, Callable[[Any], object]] = {
    "delivery": lambda queue: queue.receive(),
    "ack": lambda queue: queue.ack(queue.receive()),
    "a send that is durable": lambda queue: queue.send(MESSAGE),
}


@pytest.mark.parametrize("row", SQS)
def test_a_call_of_sqs_is_what_the_adapter_says(row, aws) -> None:
    with proxy_to(aws.url) as proxy:
        queue = sqs.Queue(sqs.client(endpoint_url=proxy.url), CODEC, PLACE, wait_seconds=0)
        queue.create_queue()
        queue.send(MESSAGE)
        proxy.forget()

        SQS[row](queue)

        said = HttpTranscript(proxy).text()
    cell = table("Brokers")[row]["SQS"]
    assert codes(cell)
    assert missing(cell, said, {}) == []


def test_the_lease_of_sqs_is_its_visibility_timeout_of_thirty_seconds(aws) -> None:
    with proxy_to(aws.url) as proxy:
        queue = sqs.Queue(sqs.client(endpoint_url=proxy.url), CODEC, PLACE, wait_seconds=0)
        queue.create_queue()
        queue.receive()
        said = HttpTranscript(proxy).text()

    assert "the visibility timeout: 30 s by default" in table("Brokers")["lease"]["SQS"]
    assert "VisibilityTimeout: 30" in said
