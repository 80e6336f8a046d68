"""Which protocol for which endpoint: answers to a dozen questions go in, reasons come out.

It says of each protocol what is against it, and takes the first that has nothing against it. The
protocols are sorted by the number of their parts.
"""

from dataclasses import dataclass

from consistent_messaging.api.frozen_values import freeze, size_bytes

BYTES_PER_KEY = size_bytes(freeze({"x" * 36: None})) - size_bytes(freeze({}))
LONG_STREAM = 1_000  # events that one message has to read


@dataclass(frozen=True)
class Endpoint:
    """What has to be known of an endpoint and of its store."""

    one_transaction: bool
    event_store: bool
    rules_change: bool
    messages_per_document: int
    state_kb: float
    outgoing_kb: float
    largest_document_kb: float
    conditional_write: bool
    reads_see_writes: bool
    create_only: bool
    late_copies_may_count: bool
    senders_are_yours: bool

    @property
    def keys_kb(self):
        return self.messages_per_document * BYTES_PER_KEY / 1_000

    def too_large(self, kilobytes, what):
        if kilobytes > self.largest_document_kb:
            return f"{what}: {kilobytes:,.0f} KB, and the store takes {self.largest_document_kb:,}"
        return ""


def against(endpoint):
    """Return, for each protocol, its store calls for a message and what is against it.

    A transaction is counted with its relay, which looks into the outbox and deletes what was sent.
    """
    e = endpoint
    with_outgoing = e.too_large(e.state_kb + e.outgoing_kb, "the state with what it sends")
    unsafe = "" if e.conditional_write else "the store has no conditional write"
    forgets = "" if e.late_copies_may_count else "its records grow, or a late copy counts twice"
    blind = "" if e.reads_see_writes else "a read may miss what was just written"
    careless = "" if e.create_only else "the store cannot create only if absent"
    transaction = (
        "" if e.one_transaction else "state, record and messages are not in one transaction"
    )
    stream = "" if e.event_store else "there is no event store"
    rules = "next month's code may decide otherwise" if e.rules_change else ""
    long = "each message reads a long stream" if e.messages_per_document > LONG_STREAM else ""
    grown = e.too_large(e.state_kb + e.outgoing_kb + e.keys_kb, "the document at its end")
    alone = e.too_large(e.state_kb, "the state alone")
    strangers = "" if e.senders_are_yours else "the senders are not yours"
    return {
        ("one transaction, with an outbox table", "4"): [transaction, forgets],
        ("event sourcing", "2"): [stream, rules, long],
        ("outbox in the document", "3"): [unsafe, grown],
        ("inbox", "5"): [unsafe, blind, forgets, with_outgoing],
        ("claims", "5"): [unsafe, careless, forgets, with_outgoing],
        ("outbox document, with an inbox", "8"): [unsafe, blind, forgets, alone],
        ("tokens", "6, and 1 for each outgoing message"): [
            unsafe, blind, strangers, with_outgoing,
        ],
    }  # fmt: skip


def choice(endpoint):
    """Return what is against each protocol, and which to take."""
    lines, chosen = [], None
    for (protocol, calls), reasons in against(endpoint).items():
        said = [f"    no: {reason}" for reason in reasons if reason]
        lines += [protocol, *(said or [f"    fits; calls on stores for a message: {calls}"])]
        chosen = chosen or (None if said else protocol)
    if chosen:
        lines += ["", f"Take: {chosen}. The protocols below it have more parts."]
    else:
        lines += [
            "",
            "Nothing fits as it is. Change the answer that costs you least, or decide",
            "whether you would rather lose a message or have it take effect twice.",
        ]
    return "\n".join(lines)
