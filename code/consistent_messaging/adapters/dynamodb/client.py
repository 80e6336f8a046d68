"""The client of DynamoDB."""

from typing import Any

from consistent_messaging.adapters.aws import aws_client


def client(**options: Any) -> Any:
    """Return a client of boto3 that sends each call once.

    If it got no answer and sent a conditional write again, its own first write would refuse the
    second, and your code would believe that somebody else had written. `options` are those of
    `boto3.client`, such as `region_name` and `endpoint_url`.
    """
    return aws_client("dynamodb", attempts=1, **options)
