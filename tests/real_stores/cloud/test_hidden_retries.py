"""A conditional write whose answer is lost is sent once; by the SDKs' defaults it is sent twice.

Sent twice, the write that was done is reported as refused: the refusal is a lie.
"""

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from azure.storage.blob import BlobServiceClient, ExponentialRetry
from cloud.emulators import connection_string
from cloud.http_proxy import Proxy, proxy_to
from cloud.services import Service, is_an_account_named
from consistent_messaging.adapters import azure_blob, dynamodb, s3, sqs
from consistent_messaging.adapters.json_codec import JsonCodec
from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.api.errors import ConcurrencyError, TimeoutError

pytestmark = pytest.mark.skipif(is_an_account_named(), reason="a lost answer needs an emulator")
CODEC, PLACE = JsonCodec(), "hidden-retries"


@pytest.fixture(scope="module")
def aws_proxy(aws: Service) -> Iterator[Proxy]:
    with proxy_to(aws.url) as proxy:
        yield proxy


@pytest.fixture(scope="module")
def azure_proxy(azure: Service) -> Iterator[Proxy]:
    with proxy_to(azure.url) as proxy:
        yield proxy


def on_dynamodb(proxy: Proxy, kind: str, client: Any = None) -> Any:
    store = getattr(dynamodb, kind)(client or dynamodb.client(endpoint_url=proxy.url), CODEC)
    store.create_table()
    return store


def on_s3(proxy: Proxy, kind: str, client: Any = None) -> Any:
    store = getattr(s3, kind)(client or s3.client(endpoint_url=proxy.url), CODEC, PLACE)
    store.create_bucket()
    return store


def on_azure(proxy: Proxy, kind: str, client: Any = None) -> Any:
    made = azure_blob.client(connection_string=connection_string(proxy.url))
    store = getattr(azure_blob, kind)(client or made, CODEC, PLACE)
    store.create_container()
    return store


MAKERS = {"dynamodb": on_dynamodb, "s3": on_s3, "azure_blob": on_azure}


def default_client(service: str, proxy: Proxy) -> Any:
    """Return the client that one gets who asks for nothing."""
    if service == "azure_blob":
        at_once = ExponentialRetry(initial_backoff=0, increment_base=0, random_jitter_range=0)
        address = connection_string(proxy.url)
        return BlobServiceClient.from_connection_string(address, retry_policy=at_once)
    return boto3.client(service, endpoint_url=proxy.url)


@pytest.fixture(params=MAKERS)
def service(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def proxy(service: str, request: pytest.FixtureRequest) -> Proxy:
    name = "azure_proxy" if service == "azure_blob" else "aws_proxy"
    proxy: Proxy = request.getfixturevalue(name)
    return proxy


def sent_while(proxy: Proxy, call: Callable[[], object]) -> int:
    """Make a call whose first answer is lost; how many requests it has sent."""
    proxy.forget()
    proxy.lose_next_answer()
    call()
    return len(proxy.exchanges)


def test_a_conditional_write_without_an_answer_is_sent_once_and_is_indefinite(
    service: str, proxy: Proxy
) -> None:
    blobs = MAKERS[service](proxy, "BlobStore")
    blobs.clear()
    etag = blobs.put("order-7", {"items": []}, if_none_match="*")

    def put() -> None:
        with pytest.raises(TimeoutError, match="order-7") as raised:
            blobs.put("order-7", {"items": ["apple"]}, if_match=etag)
        assert not raised.value.definite

    assert sent_while(proxy, put) == 1
    assert blobs.get("order-7").document == {"items": ["apple"]}  # it was done all the same


def test_a_claim_without_an_answer_is_sent_once_and_never_refused_by_itself(
    service: str, proxy: Proxy
) -> None:
    claims = MAKERS[service](proxy, "ClaimInbox")
    claims.clear()

    def claim() -> None:
        with pytest.raises(TimeoutError):
            claims.try_claim("A", "new-1")

    assert sent_while(proxy, claim) == 1
    assert claims.claimed_by("A") == "new-1"


def test_an_append_without_an_answer_is_sent_once(aws_proxy: Proxy) -> None:
    from consistent_messaging.api.stores import StoredEvent

    events = on_dynamodb(aws_proxy, "EventStore")
    events.clear()

    def append() -> None:
        with pytest.raises(TimeoutError):
            events.append("order-7", [StoredEvent("added", "A")], expected_version=0)

    assert sent_while(aws_proxy, append) == 1
    assert events.read("order-7").version == 1


def test_by_default_the_sdk_sends_it_twice_and_the_refusal_is_a_lie(
    service: str, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the adapters prevent: without it, the tests of the adapters would prove nothing."""
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda seconds: None))
    blobs = MAKERS[service](proxy, "BlobStore")
    blobs.clear()
    etag = blobs.put("order-7", {"items": []})
    if service == "azure_blob":
        blobs._container = default_client(service, proxy).get_container_client(PLACE)
    else:
        blobs._client = default_client(service, proxy)

    def put() -> None:
        with pytest.raises(ConcurrencyError):
            blobs.put("order-7", {"items": ["apple"]}, if_match=etag)

    assert sent_while(proxy, put) == 2
    assert blobs.get("order-7").document == {"items": ["apple"]}


def test_an_adapter_takes_no_client_that_sends_twice(service: str, proxy: Proxy) -> None:
    for kind in ("BlobStore", "ClaimInbox", "Inbox", "OutboxStore", "TokenStore"):
        with pytest.raises(ValueError, match=rf"adapters\.{service}\.client\(\)"):
            MAKERS[service](proxy, kind, default_client(service, proxy))


@pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
@pytest.mark.parametrize("adapter", [dynamodb, s3])
def test_no_setting_of_the_environment_brings_the_retries_back(
    adapter: Any, mode: str, aws_proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    from botocore.config import Config

    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "7")
    monkeypatch.setenv("AWS_RETRY_MODE", mode)
    config = Config(retries={"total_max_attempts": 5, "mode": mode}, user_agent_extra="kept")
    client = adapter.client(endpoint_url=aws_proxy.url, config=config)
    claims = {dynamodb: on_dynamodb, s3: on_s3}[adapter](aws_proxy, "ClaimInbox", client)
    claims.clear()

    def claim() -> None:
        with pytest.raises(TimeoutError):
            claims.try_claim("A", "new-1")

    assert sent_while(aws_proxy, claim) == 1
    assert client.meta.config.user_agent_extra == "kept"


def test_a_message_is_sent_again_by_itself_and_then_there_are_two(aws_proxy: Proxy) -> None:
    """For a queue a second send does no harm: the runner on the other side takes care of it."""
    client = sqs.client(endpoint_url=aws_proxy.url)
    queue = sqs.Queue(client, CODEC, PLACE, wait_seconds=0)
    queue.create_queue()
    message = OutgoingMessage("A", "added")

    assert sent_while(aws_proxy, lambda: queue.send(message)) == 2
    received = [queue.receive(), queue.receive()]
    assert [delivery.message for delivery in received if delivery] == [message, message]
