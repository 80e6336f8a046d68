"""What the errors of S3 mean."""

from contextlib import AbstractContextManager

from consistent_messaging.adapters.aws import Meanings, aws_errors
from consistent_messaging.api.errors import ConcurrencyError, DocumentTooLarge, Throttled

MEANINGS: Meanings = {
    "PreconditionFailed": ConcurrencyError,  # 412
    "NoSuchKey": ConcurrencyError,  # 404: the version to write over is gone
    "ConditionalRequestConflict": Throttled,  # 409: another write was under way, who knows which
    "OperationAborted": Throttled,  # 409, about the bucket
    "EntityTooLarge": DocumentTooLarge,
}


def translated(about: str) -> AbstractContextManager[None]:
    """Turn what boto3 raises into the errors of the course."""
    return aws_errors(about, MEANINGS)
