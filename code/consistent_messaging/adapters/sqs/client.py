"""The client of SQS."""

from typing import Any

from consistent_messaging.adapters.aws import aws_client

ATTEMPTS = 3


def client(**options: Any) -> Any:
    """Return a client of boto3 that sends a call again if it got no answer.

    Here that does no harm: a message that is in the queue twice is one that is delivered twice,
    and your runner takes care of that. `options` are those of `boto3.client`.
    """
    return aws_client("sqs", attempts=ATTEMPTS, **options)
