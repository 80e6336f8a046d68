"""What all adapters of AWS have in common: clients that do not retry, and what an answer means."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from consistent_messaging.adapters.client_library import client_library
from consistent_messaging.api.errors import MessagingError, TimeoutError

CONNECT_SECONDS, READ_SECONDS = 5, 20

Meanings = Mapping[str, type[MessagingError]]
"""What the error codes of a service mean: what comes first counts, if an answer has several."""


def aws_client(service: str, *, attempts: int, **options: Any) -> Any:
    """Return a client of boto3 that sends a call at most so many times.

    `options` are those of `boto3.client`: `region_name`, `endpoint_url`, credentials.
    """
    boto3 = client_library("boto3", extra=service)
    config = client_library("botocore.config", extra=service).Config(
        retries={"mode": "standard", "total_max_attempts": attempts},
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
    )
    given = options.pop("config", None)
    # What counts is that of the second: nothing given can bring the retries back.
    return boto3.client(service, config=given.merge(config) if given else config, **options)


def refuse_retries(client: Any) -> None:
    """Raise `ValueError` for a client that sends a call again by itself."""
    retries = client.meta.config.retries or {}
    if retries.get("total_max_attempts") != 1:
        service = client.meta.service_model.service_name
        raise ValueError(
            "This client sends a call again that got no answer. If the first one was done, the "
            f"second one is refused by it. Use consistent_messaging.adapters.{service}.client()."
        )


@contextmanager
def aws_errors(about: str, meanings: Meanings) -> Iterator[None]:
    """Turn what boto3 raises into the errors of the course; what means none of them stays.

    No answer, half of one, and each answer with a 5xx status are a `TimeoutError`: indefinite.
    """
    errors = client_library("botocore.exceptions", extra="dynamodb")
    parsers = client_library("botocore.parsers", extra="dynamodb")
    lost = (
        errors.ConnectionError,
        errors.HTTPClientError,
        errors.IncompleteReadError,
        parsers.ResponseParserError,
    )
    try:
        yield
    except lost as error:
        raise TimeoutError(f"{about}: {error}") from error
    except errors.ClientError as error:
        meaning = meaning_of(error.response, meanings)
        if meaning is None:
            raise
        raise meaning(f"{about}: {error}") from error


def meaning_of(answer: Mapping[str, Any], meanings: Meanings) -> type[MessagingError] | None:
    """Return what an answer of AWS means, by its status and its codes; None if nothing known."""
    if answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) >= 500:
        return TimeoutError
    reasons = [reason.get("Code") for reason in answer.get("CancellationReasons", ())]
    codes = {answer.get("Error", {}).get("Code"), *reasons}
    return next((meanings[code] for code in meanings if code in codes), None)
