# %% [markdown]
# ---
# description: The size of an order's document after n messages, for five protocols, against the 400 KB of DynamoDB.
# ---
#
# **Notebook**{ .kicker-kind } · measured when this page was built
# {: .kicker }
#
# # How large the document gets
#
# An item of DynamoDB holds at most 400 KB. An order's document holds the order, and whatever its protocol has to remember. How soon is it full?
# {: .lead }
#
# ## After n messages
#
# The solutions of the exercises handle message after message, on stores in memory. Each message has an id of 36 characters, as long as a UUID. This measures the bookkeeping: all of the document but the items.

# %%
from dataclasses import replace
from itertools import pairwise
from uuid import UUID

from consistent_messaging.api.frozen_values import freeze, size_bytes
from course_notebooks import COLOURS, PROTOCOLS, Endpoint, plot, solution, table

LIMIT_BYTES = 400 * 1024
MESSAGES = 200
IN_A_DOCUMENT = [name for name in PROTOCOLS if name != "event sourcing"]


def bookkeeping(endpoint):
    [(document, _)] = endpoint.stores["blobs"].records.values()
    kept = {key: value for key, value in document.items if key not in ("items", "order")}
    return size_bytes(freeze(kept))


def sizes_after_messages(protocol):
    endpoint, sizes = Endpoint(solution(protocol)), []
    for number in range(MESSAGES):
        endpoint.deliver("A", str(UUID(int=number)))
        sizes.append(bookkeeping(endpoint))
    return sizes


sizes = {protocol: sizes_after_messages(protocol) for protocol in IN_A_DOCUMENT}


def bytes_per_message(protocol):
    steps = {after - before for before, after in pairwise(sizes[protocol])}
    [step] = steps  # each message adds the same: the growth is a straight line
    return step


def crossing(protocol):
    step = bytes_per_message(protocol)
    return MESSAGES + (LIMIT_BYTES - sizes[protocol][-1]) // step + 1 if step else "never"


table(
    (
        "protocol",
        f"bytes after {MESSAGES} messages",
        "bytes a message adds",
        "over 400 KB at message",
    ),
    [(name, sizes[name][-1], bytes_per_message(name), crossing(name)) for name in sizes],
)


# %% tags=["fold"]
def draw(axes):
    many = range(0, 12_001, 500)
    for name, colour in zip(sizes, COLOURS, strict=False):
        line = [(sizes[name][0] + bytes_per_message(name) * n) / 1024 for n in many]
        axes.plot(many, line, label=name, color=colour)
    axes.axhline(400, linestyle=(0, (4, 3)), linewidth=1.2, color="#8a93a3")
    axes.text(0, 410, "400 KB", va="bottom")
    axes.set_xlabel("messages handled for one order")
    axes.set_ylabel("bookkeeping, KB")
    axes.legend(loc="lower left", bbox_to_anchor=(-0.1, 1), ncols=3)


plot(
    draw,
    "The bookkeeping of the outbox grows as a straight line and crosses 400 KB; "
    "that of the four other protocols stays near zero.",
)

# %% [markdown]
# Only the outbox crosses the limit. It keeps the id of every message that it has handled, since the key is its deduplication record. All others end each message with a document as small as before.
#
# ## Where the ids have gone
#
# Forgetting isn't free. This is what the *other* stores hold in the end:


# %%
def records_elsewhere(protocol):
    endpoint = Endpoint(solution(protocol))
    for number in range(MESSAGES):
        endpoint.deliver("A", str(UUID(int=number)))
    return {
        name: len(store.records)
        for name, store in endpoint.stores.items()
        if name not in ("blobs", "dispatcher")
    }


table(
    ("protocol", f"records in other stores after {MESSAGES} messages"),
    [
        (name, ", ".join(f"{store}: {n}" for store, n in records_elsewhere(name).items()) or "none")
        for name in IN_A_DOCUMENT
    ],
)

# %% [markdown]
# Inbox and claims keep one record for each message, for ever. Tokens keep one for each message on its way. The tokens counted here belong to events that nobody has received yet, and two of them to messages that haven't come. [How long to keep deduplication data](deduplication_window.py) goes on from here.
#
# ## One message that says much
#
# At rest, the document is small. But from the put to the end of the dispatch it holds the messages that wait in its outbox. How large does it get? Let the two events of one message carry more and more.


# %%
class LargestSize:
    """Stands for the blob store, and remembers the largest document that was put."""

    def __init__(self, blobs):
        self.blobs, self.bytes, self.records = blobs, 0, blobs.records

    def get(self, key):
        return self.blobs.get(key)

    def put(self, key, document, **condition):
        kept = {name: value for name, value in document.items() if name not in ("items", "order")}
        self.bytes = max(self.bytes, size_bytes(freeze(kept)))
        return self.blobs.put(key, document, **condition)


def largest_document(protocol, size):
    scenario = solution(protocol)
    message = replace(scenario.messages["A"], item="x" * size)
    endpoint = Endpoint(replace(scenario, messages={**scenario.messages, "A": message}))
    blobs = endpoint.stores["blobs"] = LargestSize(endpoint.stores["blobs"])
    endpoint.deliver("A")
    return blobs.bytes


KB_EACH = (0, 50, 100, 150, 200, 250)
largest = {name: [largest_document(name, kb * 1024) for kb in KB_EACH] for name in IN_A_DOCUMENT}
table(
    ("protocol", *(f"events of {kb} KB" for kb in KB_EACH)),
    [(name, *(f"{size / 1024:,.1f} KB" for size in largest[name])) for name in largest],
)


# %% tags=["fold"]
def draw(axes):
    styles = ["-", (0, (6, 3)), (0, (2, 2)), "-", (0, (6, 2, 1, 2))]
    for name, colour, style in zip(largest, COLOURS, styles, strict=False):
        line = [size / 1024 for size in largest[name]]
        axes.plot(KB_EACH, line, label=name, color=colour, linestyle=style)
    axes.axhline(400, linestyle=(0, (4, 3)), linewidth=1.2, color="#8a93a3")
    axes.text(0, 408, "400 KB", va="bottom")
    axes.set_xlabel("KB that each of two events carries")
    axes.set_ylabel("largest document, KB")
    axes.legend(loc="lower left", bbox_to_anchor=(-0.1, 1), ncols=3)


plot(
    draw,
    "Where messages wait in the document, its largest size grows with what they carry; "
    "with the outbox in a document of its own it stays small.",
)

# %% [markdown]
# Four of the lines are on top of each other. Messages that wait in the document make it large. Only the outbox in its own document leaves only a reference there. Then the limit is for the record of one message, and no longer for order and messages together.
