"""The same world with other messages in it."""

from dataclasses import replace

from consistent_messaging import TokenStore


def with_messages(scenario, messages):
    """Return the scenario with these messages, each with a token if the scenario asks for one."""
    if not scenario.receiver:
        return replace(scenario, messages=messages)
    headers = {name: {"token": f"token-{name}"} for name in messages}
    tokens = TokenStore()
    for header in headers.values():
        tokens.create(header["token"])
    stores = {**scenario.stores, scenario.receiver: tokens}
    return replace(scenario, messages=messages, headers=headers, stores=stores)


def without_tokens(scenario):
    """Return the scenario with the same messages, all of whose tokens are used up."""
    return replace(scenario, stores={**scenario.stores, scenario.receiver: TokenStore()})
