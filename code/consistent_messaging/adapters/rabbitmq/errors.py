"""What the errors of RabbitMQ mean."""

from collections.abc import Iterator
from contextlib import contextmanager

from consistent_messaging.adapters.client_library import client_library
from consistent_messaging.api.errors import MessagingError, TimeoutError


class Unroutable(MessagingError):
    """The message has come back: there is no queue for it. Definite."""


@contextmanager
def translated(about: str) -> Iterator[None]:
    """Turn what pika raises into the errors of the course; what means none of them stays.

    A connection that was lost is a `TimeoutError`, and so is a nack of a publisher confirm: the
    broker had a problem of its own, and may have kept the message or not. Both are indefinite.
    """
    errors = client_library("pika.exceptions", extra="rabbitmq")
    refused = (
        errors.AuthenticationError,
        errors.ProbableAccessDeniedError,
        errors.ProbableAuthenticationError,
    )
    lost = (errors.AMQPConnectionError, errors.ChannelWrongStateError, errors.NackError, OSError)
    try:
        yield
    except refused:
        raise
    except errors.UnroutableError as error:
        raise Unroutable(f"{about}: there is no queue for it.") from error
    except lost as error:
        raise TimeoutError(f"{about}: {error!r}") from error
