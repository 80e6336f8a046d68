"""What the errors of Azure Blob Storage mean."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from consistent_messaging.adapters.client_library import client_library
from consistent_messaging.api.errors import (
    ConcurrencyError,
    DocumentTooLarge,
    MessagingError,
    Throttled,
    TimeoutError,
)

ABSENT = "BlobNotFound"

MEANINGS: Mapping[str, type[MessagingError]] = {
    "BlobAlreadyExists": ConcurrencyError,  # 409
    "ConditionNotMet": ConcurrencyError,  # 412
    ABSENT: ConcurrencyError,  # 404: the version to remove is gone
    "RequestBodyTooLarge": DocumentTooLarge,  # 413
    "TooManyRequests": Throttled,  # 429
}


@contextmanager
def translated(about: str) -> Iterator[None]:
    """Turn what the client raises into the errors of the course; what means none of them stays.

    No answer, half of one, and each answer with a 5xx status are a `TimeoutError`: indefinite.
    """
    errors = client_library("azure.core.exceptions", extra="azure_blob")
    lost = (errors.ServiceRequestError, errors.ServiceResponseError, errors.DecodeError)
    try:
        yield
    except lost as error:
        raise TimeoutError(f"{about}: {error}") from error
    except errors.HttpResponseError as error:
        meaning = meaning_of(error.status_code, code_of(error))
        if meaning is None:
            raise
        raise meaning(f"{about}: {error.message}") from error


def meaning_of(status: int | None, code: str) -> type[MessagingError] | None:
    """Return what an answer means, by its status and its code; None if it is nothing known.

    An error without a status is about an answer of which only a part came.
    """
    return TimeoutError if status is None or status >= 500 else MEANINGS.get(code)


def code_of(error: Exception) -> str:
    """Return the code that Azure Storage has given an error, or an empty text."""
    code = getattr(error, "error_code", None) or ""
    return str(getattr(code, "value", code))
