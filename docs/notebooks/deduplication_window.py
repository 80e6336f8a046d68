# %% [markdown]
# ---
# description: The chance that an effect comes twice, by the time for which an inbox remembers, and what tokens need instead.
# ---
#
# **Notebook**{ .kicker-kind } · measured when this page was built
# {: .kicker }
#
# # How long to keep deduplication data
#
# An inbox that remembers for ever is never wrong, and never stops growing. An inbox that forgets after some time is wrong when a copy comes later than that. How likely is this? It depends on how late copies come, and you can measure that in your own system. Here are three assumptions; change them.
# {: .lead }
#
# ## How late a copy comes
#
# Most copies come within seconds: an ack was lost, or a lease expired. Some come after minutes, since a consumer retries with growing pauses. A few come after days: somebody looks at the dead-letter queue on Monday, and replays it.

# %%
from random import Random

from course_notebooks import COLOURS, Endpoint, plot, solution, table

SECOND, MINUTE, HOUR, DAY = 1, 60, 3600, 86_400
COPIES = 2_000

# For each assumption: how many in a hundred copies, and around which delay.
ASSUMPTIONS = {
    "retries only": [(95, 30 * SECOND), (5, 20 * MINUTE)],
    "an outage now and then": [(90, 30 * SECOND), (8, 20 * MINUTE), (2, 6 * HOUR)],
    "failed messages are handed back": [(85, 30 * SECOND), (10, 20 * MINUTE), (5, 4 * DAY)],
}


def delays(assumption):
    """Draw the delays of copies, in seconds; they spread around each delay by a factor of e."""
    random = Random(7)
    weights, middles = zip(*ASSUMPTIONS[assumption], strict=False)
    chosen = random.choices(middles, weights, k=COPIES)
    return sorted(random.lognormvariate(0, 1) * middle for middle in chosen)


def written(seconds):
    for unit, name in ((DAY, "d"), (HOUR, "h"), (MINUTE, "min")):
        if seconds >= unit:
            return f"{seconds / unit:.0f} {name}"
    return f"{seconds:.0f} s"


drawn = {name: delays(name) for name in ASSUMPTIONS}
table(
    ("assumption", "half come within", "99 % within", "the last after"),
    [
        (name, written(d[COPIES // 2]), written(d[COPIES * 99 // 100]), written(d[-1]))
        for name, d in drawn.items()
    ],
)

# %% [markdown]
# ## What a window costs
#
# Now the solution of the inbox exercise handles each copy: first the message, then time passes, then the copy. If the window has ended, the record is gone from the inbox. An effect comes twice if the order holds a second item.

# %%
WINDOWS = [10 * SECOND, MINUTE, 5 * MINUTE, HOUR, 6 * HOUR, DAY, 2 * DAY, 7 * DAY, 30 * DAY]


def comes_twice(protocol, *, forgotten):
    endpoint = Endpoint(solution(protocol))
    endpoint.deliver("A")
    if forgotten:
        endpoint.stores["inbox"].records.clear()
    endpoint.deliver("A")
    [(document, _)] = endpoint.stores["blobs"].records.values()
    return len(dict(document.items)["items"].items) > 1


TWICE = {forgotten: comes_twice("inbox", forgotten=forgotten) for forgotten in (True, False)}


def chance(assumption, window):
    return sum(TWICE[delay > window] for delay in drawn[assumption]) / COPIES


table(
    ("window", *ASSUMPTIONS),
    [(written(w), *(f"{chance(name, w):.2%}" for name in ASSUMPTIONS)) for w in WINDOWS],
)


# %% tags=["fold"]
def draw(axes):
    for name, colour in zip(ASSUMPTIONS, COLOURS, strict=False):
        axes.plot(
            range(len(WINDOWS)),
            [100 * chance(name, w) for w in WINDOWS],
            "o-",
            color=colour,
            label=name,
        )
    axes.plot(
        range(len(WINDOWS)),
        [0] * len(WINDOWS),
        color=COLOURS[3],
        linestyle=(0, (4, 3)),
        label="tokens",
    )
    axes.set_yscale("symlog", linthresh=0.1)
    axes.set_ylim(-0.02, 110)
    axes.set_yticks([0, 0.1, 1, 10, 100], ["0", "0.1", "1", "10", "100"])
    axes.minorticks_off()
    axes.set_xticks(range(len(WINDOWS)), [written(w) for w in WINDOWS])
    axes.set_xlabel("for how long the inbox remembers")
    axes.set_ylabel("copies whose effect comes twice, %")
    axes.legend(loc="upper right")


plot(
    draw,
    "The share of copies whose effect comes twice falls with the window, and how fast depends on "
    "how late copies come; with tokens it is zero.",
    height=3.5,
)

# %% [markdown]
# Two days are plenty, until somebody replays what has failed. No window is right for everybody, and none is right for ever: the delays change on the day of the outage.
#
# [NServiceBus](https://docs.particular.net/persistence/dynamodb/outbox) keeps its outbox records for seven days by default in several of its persistences. [SQS FIFO queues](https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-exactly-once-processing.html) remember a message for five minutes, [Service Bus](https://learn.microsoft.com/en-us/azure/service-bus-messaging/duplicate-detection) for ten by default. These are three answers to one question, and each of them is a guess.
#
# ## Tokens need no window
#
# With tokens it is the other way round. A record doesn't say "this was done": it says "this may still be done". It goes when it is used. It makes no difference whether the copy comes after a second or after a month.


# %%
def tokens_after(copies):
    endpoint = Endpoint(solution("tokens"))
    for _ in range(1 + copies):
        endpoint.deliver("A")
    [(document, _)] = endpoint.stores["blobs"].records.values()
    return len(dict(document.items)["items"].items)


table(
    ("copies of A that come after it, however late", "apples in the order"),
    [(copies, tokens_after(copies)) for copies in (0, 1, 5)],
)

# %% [markdown]
# ## What is kept
#
# Here is the other side of the scales. At a steady rate, an inbox holds as many records as there are messages in its window. A token lives from the moment when its message is sent to the moment when it has been handled.

# %%
MESSAGES_PER_SECOND = 20
SECONDS_ON_THE_WAY = 3  # in the queue and in the handler, on average

in_flight = MESSAGES_PER_SECOND * SECONDS_ON_THE_WAY
table(
    ("what", "records"),
    [
        *((f"inbox, {written(w)}", int(MESSAGES_PER_SECOND * w)) for w in WINDOWS),
        ("tokens", in_flight),
    ],
)

# %% [markdown]
# [Another notebook](store_calls.py) has what tokens cost, and item 18 what they need from the sender. And one thing must not happen any more: if a token is lost, its message is lost. Never let a clock delete a token.
