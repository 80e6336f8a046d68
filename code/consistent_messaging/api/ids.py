"""Identities of messages that are the same however often they are worked out."""


def derived_id(message_id: str, *parts: object) -> str:
    """Return an id that depends on `message_id` and `parts`, and on nothing else.

    The same arguments give the same id in every attempt, in every process and on every machine;
    different arguments give different ids. It is readable, so that a history can be read:
    `derived_id("A", "added")` is `"A/added"`. A `/` inside a part is escaped as `~1` and a `~` as
    `~0` (as in RFC 6901), so that `("A/b", "c")` and `("A", "b/c")` stay apart.
    """
    return "/".join(_escaped(part) for part in (message_id, *parts))


def _escaped(part: object) -> str:
    return str(part).replace("~", "~0").replace("/", "~1")
