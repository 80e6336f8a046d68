"""The client of Azure Blob Storage."""

from typing import Any

from consistent_messaging.adapters.client_library import client_library

CONNECT_SECONDS, READ_SECONDS = 5, 20


def client(
    account_url: str = "", credential: Any = None, *, connection_string: str = "", **options: Any
) -> Any:
    """Return a `BlobServiceClient` that sends each call once.

    If it got no answer and sent a conditional write again, its own first write would refuse the
    second, and your code would believe that somebody else had written.
    """
    service = client_library("azure.storage.blob", extra="azure_blob").BlobServiceClient
    options = {
        "connection_timeout": CONNECT_SECONDS,
        "read_timeout": READ_SECONDS,
        **options,
        "retry_total": 0,
    }
    if connection_string:
        return service.from_connection_string(connection_string, credential, **options)
    return service(account_url, credential, **options)


def refuse_retries(service: Any) -> None:
    """Raise `ValueError` for a client that sends a call again by itself."""
    policy = getattr(getattr(service, "_config", None), "retry_policy", None)
    if getattr(policy, "total_retries", 0) != 0:
        raise ValueError(
            "This client sends a call again that got no answer. If the first one was done, the "
            "second one is refused by it. Use consistent_messaging.adapters.azure_blob.client()."
        )
