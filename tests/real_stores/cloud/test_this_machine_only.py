"""Unless the environment names an account, nothing leaves this machine: no request, no secret."""

import socket

import pytest
from cloud.services import Service, is_an_account_named
from cloud.this_machine import LeavesThisMachine
from consistent_messaging.adapters import azure_blob, dynamodb, s3, sqs

pytestmark = pytest.mark.skipif(
    is_an_account_named(),
    reason="the environment names an account",
)
ELSEWHERE = "192.0.2.1"  # an address that is reserved for texts


def test_a_connection_to_another_machine_is_refused_before_it_is_tried() -> None:
    with socket.socket() as here, pytest.raises(LeavesThisMachine):
        here.connect((ELSEWHERE, 80))
    with pytest.raises(LeavesThisMachine):
        socket.getaddrinfo("dynamodb.eu-central-1.amazonaws.com", 443)


@pytest.mark.parametrize("service", [dynamodb, s3, sqs])
def test_the_clients_of_aws_know_an_address_on_this_machine_and_dummies_only(service, aws) -> None:
    client = service.client(**aws.options)

    assert client.meta.endpoint_url == aws.url
    assert client._request_signer._credentials.access_key == "dummy"


def test_a_client_without_the_emulators_address_gets_nowhere(aws: Service) -> None:
    client = dynamodb.client()

    assert "amazonaws.com" in client.meta.endpoint_url
    with pytest.raises(LeavesThisMachine):
        client.list_tables()


def test_the_client_of_azure_knows_an_address_on_this_machine_only(azure: Service) -> None:
    assert azure_blob.client(**azure.options).url.startswith("http://127.0.0.1:")
