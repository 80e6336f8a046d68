"""What all adapters of AWS have in common: clients that do not retry, and what an answer means."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from consistent_messaging.adapters.client_library import client_library
from consistent_messaging.api.errors import MessagingError, TimeoutError

CONNECT_SECONDS, READ_SECONDS = 5, 20

Meanings = Mapping[str, type[MessagingError]]
"""What the error codes of a service mean: what comes first counts, if an answer has several."""


def aws_client(service: str, *, attempts: int, config: Any = None, **options: Any) -> Any:
    """Return a client of boto3 that sends a call at most so many times.

    `options` are those of `boto3.client`: `region_name`, `endpoint_url`, credentials. A `config`
    of botocore may change everything but the number of attempts.
    """
    boto3 = client_library("boto3", extra=service)
    make = client_library("botocore.config", extra=service).Config
    settings = make(connect_timeout=CONNECT_SECONDS, read_timeout=READ_SECONDS)
    if config:
        settings = settings.merge(config)
    settings = settings.merge(make(retries={"mode": "standard", "total_max_attempts": attempts}))
    return boto3.client(service, config=settings, **options)


def refuse_retries(client: Any) -> None:
    """Raise `ValueError` for a client that sends a call again by itself."""
    retries = client.meta.config.retries or {}
    if retries.get("total_max_attempts") != 1:
        service = client.meta.service_model.service_name
        raise ValueError(
            "This client sends a call again that got no answer. If the first one was done, the "
            f"second one is refused by it. Use consistent_messaging.adapters.{service}.client()."
        )


def refuse_half_answers(client: Any) -> None:
    """Let a client raise an error for an answer that breaks off.

    boto3 by itself takes half of a JSON text for an empty answer: a `GetItem` whose answer is cut
    says that there is no item, and an inbox that believes it handles a message twice.
    """
    client.meta.events.register("before-parse", _refuse_half, unique_id="refuse-half-answers")


def _refuse_half(response_dict: dict[str, Any], operation_model: Any, **others: Any) -> None:
    body = response_dict["body"]
    if not isinstance(body, bytes):  # it is read later, and compared with its length then
        return
    announced = int(response_dict["headers"].get("Content-Length", len(body)))
    is_json = operation_model.service_model.metadata["protocol"] == "json"
    has_content = response_dict["status_code"] < 300 and operation_model.output_shape is not None
    if announced != len(body) or (is_json and has_content and not _is_json_object(body)):
        errors = client_library("botocore.exceptions", extra="dynamodb")
        raise errors.IncompleteReadError(actual_bytes=len(body), expected_bytes=announced)


def _is_json_object(body: bytes) -> bool:
    try:
        return isinstance(json.loads(body), dict)
    except ValueError:
        return False


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
