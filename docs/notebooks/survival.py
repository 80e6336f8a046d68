# %% [markdown]
# ---
# description: Worker processes on a real PostgreSQL, killed hundreds of times for each protocol, and what was lost or doubled.
# ---
#
# **Notebook**{ .kicker-kind } · measured by `make chaos`, and read from its file
# {: .kicker }
#
# # Killed processes on a real database
#
# The checker searches a simulated world. Does its verdict hold for real processes on a real database? Here four workers handle ten thousand messages on PostgreSQL. They run the solutions of the exercises, unchanged, and they are killed hundreds of times.
# {: .lead }
#
# ## What happens in a run
#
# A queue holds messages about many orders, five for each. Some messages are in it twice. Each worker takes a message, handles it, sends what was published, and acks. A monkey kills workers by `SIGKILL`, which no process can catch. It also stops some by `SIGSTOP` for longer than their lease lasts. Such a worker goes on while a different one handles the same message. Each worker that was killed is replaced.
#
# When the queue is empty, the checker's own oracle judges each order: what its tables hold, and what was published. The next endpoint recognises copies by their ids. For tokens it is a process of its own, which handles a message if it finds its token, and removes the token.

# %%
from course_notebooks import COLOURS, measured, plot, table

chaos = measured("survival")
right = [run for run in chaos["runs"] if run["right"]]
wrong = [run for run in chaos["runs"] if not run["right"]]


def orders(run, *words):
    return sum(run["orders that are wrong"].get(word, 0) for word in words)


table(
    ("protocol", "messages", "kills", "pauses", "copies", "delivered again", "after the lease"),
    [
        (
            run["design"],
            run["messages"],
            *(run[what] for what in ("kills", "pauses", "duplicates", "redeliveries", "too late")),
        )
        for run in right
    ],
)

# %% [markdown]
# A message is delivered again after a kill, after a pause, or since another worker has written the same order in between. "After the lease" counts the attempts that ended when their lease was over, and somebody else had the message already.
#
# ## What was lost or doubled

# %%
table(
    ("protocol", "orders", "lost", "doubled", "contradictory"),
    [
        (
            run["design"],
            run["orders"],
            orders(run, "lost"),
            orders(run, "duplicate"),
            orders(run, "contradictory", "ghost"),
        )
        for run in right
    ],
)

# %% [markdown]
# Nothing, for each of the six. A run like this is a sample: it proves little by itself. The checker proves more, since it sees every sequence of a small scope. The run shows that what was proven there is about the real thing.
#
# ## What stays behind
#
# A worker that is killed between two writes can leave a record that nobody looks for again. The course says so of two protocols. Here is how many there were, of ten thousand messages and some hundred kills:

# %%
LEFTOVERS = {"outbox document": "outbox_store", "tokens": "tokens"}
table(
    ("protocol", "table", "rows that stay"),
    [
        (run["design"], LEFTOVERS[run["design"]], run["rows"][LEFTOVERS[run["design"]]])
        for run in right
        if run["design"] in LEFTOVERS
    ],
)

# %% [markdown]
# ## The same storm for what is wrong
#
# An experiment that cannot fail shows nothing. So the starters of the exercises get the same storm, with a fifth of the messages and twice as many kills for each. If nothing shows, there is a second storm, up to five of them. Some starters publish the right events, and are only too large or too slow. There, a known mistake of the exercise is run.

# %%
table(
    ("design", "exercise", "code", "orders", "lost", "doubled", "contradictory"),
    [
        (
            run["design"],
            run["exercise"],
            run["file"],
            run["orders"],
            orders(run, "lost"),
            orders(run, "duplicate"),
            orders(run, "contradictory", "ghost"),
        )
        for run in wrong
    ],
)

# %% [markdown]
# Each goes wrong. An order is counted once, by the first thing that is wrong with it. In half of the designs, nearly all orders are right even here. You can run such a design for weeks, and see nothing.
#
# The checker finds a history for each of these in well under a second. It is the shortest one. Copy it into the history's box of the exercise, and step through it.

# %%
table(
    ("design", "what the checker says", "its shortest history"),
    [(run["design"], run["checker"]["word"], run["checker"]["schedule"]) for run in wrong],
)

# %% [markdown]
# What the tables said after the run is often the same thing for another order:

# %%
table(
    ("design", "the first order that is wrong"), [(run["design"], run["example"]) for run in wrong]
)

# %% [markdown]
# ## Calls, counted and measured
#
# [What each protocol costs](store_calls.py) counts calls when nothing goes wrong. Here they are counted for the same messages as in the run, and measured under kills, pauses, copies and conflicts. Calls of the queue are not among them; sends are.


# %%
def per_message(run):
    return sum(run["calls"].values()) / run["messages"]


table(
    ("protocol", "counted, no fault", "measured in the storm", "more"),
    [
        (
            run["design"],
            f"{sum(run['counted'].values()):.1f}",
            f"{per_message(run):.1f}",
            f"{per_message(run) / sum(run['counted'].values()) - 1:.0%}",
        )
        for run in right
    ],
)


# %% tags=["fold"]
def draw(axes):
    names = [run["design"] for run in right][::-1]
    places = range(len(names))
    counted = [sum(run["counted"].values()) for run in right][::-1]
    axes.barh(names, [per_message(run) for run in right][::-1], color=COLOURS[1], height=0.5)
    axes.plot(counted, places, "D", color=COLOURS[0], label="counted, no fault")
    axes.barh([], [], color=COLOURS[1], label="measured in the storm")
    axes.set_xlabel("calls for one message, sends included")
    axes.legend(loc="lower left", bbox_to_anchor=(-0.1, 1), ncols=2)


plot(draw, "For each protocol a bar with the measured calls for one message, and the counted ones.")

# %% [markdown]
# Most of the difference is not due to the kills. Four workers meet at the same few orders, and a conditional write that is refused costs a whole attempt. With fewer messages about one order at the same time, the two numbers come closer.
#
# ## How fast it was

# %%
table(
    ("protocol", "seconds", "messages a second", "refused writes"),
    [
        (run["design"], f"{run['seconds']:.0f}", run["messages per second"], run["refused"])
        for run in right
    ],
)

# %% tags=["fold"]
machine = chaos["machine"]
table(
    ("processors", "Python", "PostgreSQL"),
    [(machine["processors"], machine["python"], machine["postgresql"])],
)

# %% [markdown]
# Workers, monkey and server share these processors, and other work ran on them as well. Commits didn't wait for the disk. So don't take these numbers for what PostgreSQL can do. `make chaos` measures your machine.
#
# ## What this doesn't show
#
# - **Reads that miss.** PostgreSQL returns what was written last. Claims are for stores that don't, and here they are only shown to do no harm. Their starter, which fails on such a store, would survive this storm.
# - **A server that fails.** Only workers are killed. If a server loses what it has confirmed, no protocol helps.
# - **Every sequence.** A thousand kills strike at a thousand moments, out of many more. That's what the checker is for.
#
# To run it yourself in a clone: `make chaos`, or `make chaos RUNNER=tokens MESSAGES=2000`.
