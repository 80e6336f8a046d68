"""What the errors of SQS mean."""

from contextlib import AbstractContextManager

from consistent_messaging.adapters.aws import Meanings, aws_errors
from consistent_messaging.api.errors import Throttled

MEANINGS: Meanings = {
    "RequestThrottled": Throttled,
    "ThrottlingException": Throttled,
    "OverLimit": Throttled,  # too many messages are leased
    "KmsThrottled": Throttled,
}


def translated(about: str) -> AbstractContextManager[None]:
    """Turn what boto3 raises into the errors of the course."""
    return aws_errors(about, MEANINGS)
