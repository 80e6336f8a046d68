"""What the errors of DynamoDB mean."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from consistent_messaging.adapters.aws import Meanings, aws_errors
from consistent_messaging.adapters.client_library import client_library
from consistent_messaging.api.errors import ConcurrencyError, DocumentTooLarge, Throttled

# The codes of an answer, and those of the reasons for which a transaction was cancelled.
MEANINGS: Meanings = {
    "ConditionalCheckFailedException": ConcurrencyError,
    "ConditionalCheckFailed": ConcurrencyError,
    "TransactionConflictException": Throttled,  # another transaction is at work on the item
    "TransactionConflict": Throttled,
    "ItemCollectionSizeLimitExceededException": DocumentTooLarge,
    "ItemCollectionSizeLimitExceeded": DocumentTooLarge,
    "ProvisionedThroughputExceededException": Throttled,
    "ProvisionedThroughputExceeded": Throttled,
    "RequestLimitExceeded": Throttled,
    "ThrottlingException": Throttled,
    "ThrottlingError": Throttled,
}
_TOO_LARGE = re.compile(r"size .*exceeded|exceeds? .*size", re.IGNORECASE)


@contextmanager
def translated(about: str) -> Iterator[None]:
    """Turn what boto3 raises into the errors of the course.

    An item of more than 400 KB has no code of its own: `DocumentTooLarge` is told by the text.
    """
    errors = client_library("botocore.exceptions", extra="dynamodb")
    with aws_errors(about, MEANINGS):
        try:
            yield
        except errors.ClientError as error:
            if not _is_too_large(error.response):
                raise
            raise DocumentTooLarge(f"{about}: {error}") from error


def _is_too_large(answer: dict[str, Any]) -> bool:
    error, reasons = answer.get("Error", {}), answer.get("CancellationReasons", ())
    said = [
        *([error.get("Message", "")] if error.get("Code") == "ValidationException" else []),
        *(each.get("Message", "") for each in reasons if each.get("Code") == "ValidationError"),
    ]
    return any(map(_TOO_LARGE.search, said))
