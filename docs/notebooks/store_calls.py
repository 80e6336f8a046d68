# %% [markdown]
# ---
# description: Store calls by kind for each protocol, without a fault and with one, counted by running the solutions.
# ---
#
# **Notebook**{ .kicker-kind } · measured when this page was built
# {: .kicker }
#
# # What each protocol costs
#
# Every protocol pays for consistent messaging with calls on stores. Which ones, and how many? Here the solutions of the exercises handle a message that adds the first item to an order, and every call is counted.
# {: .lead }
#
# ## Without a fault

# %%
from course_notebooks import (
    COLOURS,
    ONE_TRANSACTION,
    PROTOCOLS,
    Endpoint,
    calls_with_a_crash,
    plot,
    solution,
    table,
)

COUNTED = (ONE_TRANSACTION, *PROTOCOLS)
KINDS = ("read", "write", "delete", "send")


def calls(protocol):
    endpoint = Endpoint(solution(protocol))
    endpoint.deliver("A")
    return endpoint.calls


calm = {protocol: calls(protocol) for protocol in COUNTED}
table(
    ("protocol", *KINDS, "calls on stores"),
    [
        (name, *(count[kind] for kind in KINDS), count.total() - count["send"])
        for name, count in calm.items()
    ],
)


# %% tags=["fold"]
def draw(axes):
    names = list(calm)[::-1]
    left = [0] * len(names)
    for kind, colour in zip(KINDS, [COLOURS[5], COLOURS[0], COLOURS[1], COLOURS[2]], strict=True):
        counts = [calm[name][kind] for name in names]
        axes.barh(names, counts, left=left, label=kind, color=colour, height=0.6)
        left = [a + b for a, b in zip(left, counts, strict=True)]
    axes.set_xlabel("calls for one message")
    axes.legend(loc="lower left", bbox_to_anchor=(-0.1, 1), ncols=4, columnspacing=1)


plot(draw, "Bars: calls of each kind for one message, one bar for each protocol, as in the table.")

# %% [markdown]
# The message publishes two events, so each protocol sends twice. Event sourcing is the cheapest: one read, one write. The outbox adds the put that clears the entry. From the inbox on, each step that moves information out of the document costs calls.
#
# One transaction is counted with its relay. Two of the four calls are the relay's: it looks into the outbox, and deletes what it has sent. Where many messages wait, one such pair is enough for all of them.
#
# For tokens, one write for each outgoing message is among them: each event travels with a token of its own.
#
# Calls don't cost the same. To read the document is to read all of it; to ask an inbox is to look at one key. Put your store's prices beside the table before you choose by it.
#
# ## A second delivery
#
# A copy that comes after everything is done should be cheap, since there is nothing to do.


# %%
def calls_of_a_copy(protocol):
    endpoint = Endpoint(solution(protocol))
    endpoint.deliver("A")
    endpoint.deliver("A")
    return endpoint.calls


copies = {protocol: calls_of_a_copy(protocol) for protocol in COUNTED}
table(
    ("protocol", *KINDS),
    [(name, *(count[kind] for kind in KINDS)) for name, count in copies.items()],
)

# %% [markdown]
# Event sourcing and claims handle a copy in their own way. Event sourcing reads, and publishes exact copies once more. Claims have to write down a claim id before they may ask whose the message is, and to remove it again.
#
# ## With a crash
#
# Now one crash, before each of the calls in turn, and a second delivery after it. How many calls do the two attempts need together?

# %%
crashed = {name: [c.total() for c in calls_with_a_crash(solution(name), "A")] for name in COUNTED}
table(
    ("protocol", "no fault", "a crash, at best", "on average", "at worst"),
    [
        (name, calm[name].total(), min(totals), f"{sum(totals) / len(totals):.1f}", max(totals))
        for name, totals in crashed.items()
    ],
)


# %% tags=["fold"]
def draw(axes):
    names = list(reversed(crashed))
    for place, name in enumerate(names):
        totals = crashed[name]
        axes.hlines(place, min(totals), max(totals), color=COLOURS[1], linewidth=5, alpha=0.5)
    places = range(len(names))
    averages = [sum(crashed[name]) / len(crashed[name]) for name in names]
    axes.plot([calm[n].total() for n in names], places, "D", color=COLOURS[0], label="no fault")
    axes.plot(averages, places, "o", color=COLOURS[1], label="one crash: average and range")
    axes.set_yticks(places, names)
    axes.set_xlim(left=0)
    axes.xaxis.get_major_locator().set_params(integer=True)  # there are no half calls
    axes.set_xlabel("calls, sends included")
    axes.legend(loc="lower left", bbox_to_anchor=(-0.1, 1), ncols=2)


plot(
    draw,
    "For each protocol the calls without a fault, and the range with one crash; see the table.",
)

# %% [markdown]
# No crash doubles the price. The next attempt doesn't repeat what is durable already: this is what the stored messages, the marks and the checkpoints are for. It repeats the reads and the sends.
