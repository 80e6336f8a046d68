# %% [markdown]
# ---
# description: Histories and distinct states by scope for each protocol, and the chance that one random run shows a mistake.
# ---
#
# **Notebook**{ .kicker-kind } · measured when this page was built
# {: .kicker }
#
# # How many ways it can go wrong
#
# Two messages, two consumers, a handful of steps each. How many histories are there? How many of them would you have to play to see a mistake? And how can a search see them all?
# {: .lead }
#
# ## Histories and states
#
# A **history** is one sequence in which all steps of all attempts can happen. A **state** is what there is after some of them: the queue, the attempts, the stores, what was sent. Many histories lead through the same state. What can happen next doesn't depend on how that state was reached. So you can count histories without playing them. The number from a state is the sum of the numbers from its next states.

# %%
import sys
from functools import cache
from math import log

from consistent_messaging.checker import CRASH, DELAYED_ACK, DUPLICATE, STALE_READ, Scope, check
from consistent_messaging.checker.state_check import StateCheck
from course_notebooks import COLOURS, PROTOCOLS, mistake, plot, solution, table

sys.setrecursionlimit(10_000)


def histories_and_states(scenario, messages, faults="", most_faults=0, consumers=2):
    model = scenario.model(messages, consumers=consumers)
    first = model.initial()

    @cache
    def histories(state, faults_left):
        after = [(following, faults_left) for _, following in model.moves(state)]
        if faults_left:
            struck = model.faults(state, faults, at_the_start=state == first)
            after += [(following, faults_left - 1) for _, following in struck]
        return sum(histories(*each) for each in after) if after else 1

    found = histories(first, most_faults)
    return found, histories.cache_info().currsize


# %% [markdown]
# With one message there is nothing to choose, except with tokens. There the next endpoint looks for its token at some moment. With a second message, and with one crash anywhere, it looks like this:


# %%
def written(number):
    if number < 1_000_000:
        return f"{number:,}"
    power = len(str(number)) - 1
    raised = "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(digit)] for digit in str(power))
    return f"{number / 10**power:.1f} · 10{raised}"


SCOPES = {
    "A": (("A",), "", 0),
    "A, a crash": (("A",), CRASH.mark, 1),
    "A and B": (("A", "B"), "", 0),
    "A and B, a crash": (("A", "B"), CRASH.mark, 1),
}
counted = {
    name: [histories_and_states(solution(name), *scope) for scope in SCOPES.values()]
    for name in PROTOCOLS
}
table(
    ("histories", *SCOPES),
    [(name, *(written(found) for found, _ in row)) for name, row in counted.items()],
)

# %%
table(
    ("states", *SCOPES),
    [(name, *(states for _, states in row)) for name, row in counted.items()],
)


# %% tags=["fold"]
def draw(axes):
    places = range(len(SCOPES))
    for name, colour in zip(counted, COLOURS, strict=False):
        histories, states = zip(*counted[name], strict=True)
        axes.semilogy(places, histories, "o-", color=colour, label=name, markersize=4)
        axes.semilogy(places, states, "s:", color=colour, markersize=3, linewidth=1.2)
    axes.set_xticks(list(places), [name.replace(", ", ",\n") for name in SCOPES])
    axes.set_ylabel("histories: lines; states: dots")
    axes.legend(loc="upper left")
    axes.minorticks_off()


plot(
    draw,
    "On a logarithmic scale the histories of each protocol rise by many powers of ten "
    "from scope to scope; the states rise far more slowly.",
    height=3.6,
)

# %% [markdown]
# Each step that a protocol adds multiplies the histories and adds some states. That is why the checker looks at states. It has seen *every* one of these histories once it has seen the last state.
#
# ## What a lucky test does not see
#
# Here are mistakes from the exercises, each in a small scope that shows it. A random test takes each possible action with the same chance. How likely is it that one run shows the mistake, and how many runs does it take to see it with 95 % certainty? Beside it you see how many states the checker searches until it has found the mistake.

# %%
MISTAKES = [
    ("event sourcing", "folds_on_past_the_duplicate", ("A", "B"), (DELAYED_ACK,)),
    ("outbox", "clears_before_dispatching", ("A", "B"), (CRASH,)),
    ("inbox", "asks_the_inbox_first", ("A", "B"), (DUPLICATE,)),
    ("inbox", "removes_before_marking", ("A", "B"), (CRASH,)),
    ("claims", "reads_first", ("A",), (DUPLICATE, STALE_READ)),
]


def chance_of_seeing(scenario, messages, faults):
    """Return how many histories there are, and the chance that a random one goes wrong."""
    model = scenario.model(messages)
    judge, first = StateCheck(model, scenario.lesson, "any"), model.initial()
    marks = "".join(fault.mark for fault in faults)

    @cache
    def seen(state, faults_left, wrong):
        wrong = wrong or judge(state, len(faults) - faults_left) is not None
        after = [(following, faults_left) for _, following in model.moves(state)]
        if faults_left:
            nothing_happened = state._replace(queue=first.queue) == first
            struck = model.faults(state, marks, at_the_start=nothing_happened)
            after += [(following, faults_left - 1) for _, following in struck]
        if not after:
            return 1, float(wrong)
        found = [seen(*each, wrong) for each in after]
        histories, chances = map(sum, zip(*found, strict=True))
        return histories, chances / len(after)

    return seen(first, len(faults), False)


rows = []
for protocol, name, messages, faults in MISTAKES:
    scenario = mistake(protocol, name)
    histories, chance = chance_of_seeing(scenario, messages, faults)
    runs = round(log(0.05) / log(1 - chance))
    verdict = check(scenario, Scope(messages, faults, most_faults=len(faults)))
    rows.append((name, faults, histories, chance, runs, verdict.states))

table(
    ("mistake", "faults", "histories", "chance in one run", "runs for 95 %", "states searched"),
    [
        (
            name.replace("_", " "),
            ", ".join(fault.name for fault in faults),
            written(histories),
            f"{100 * chance:.2g} %",
            runs,
            states,
        )
        for name, faults, histories, chance, runs, states in rows
    ],
)


# %% tags=["fold"]
def draw(axes):
    runs = range(1, 3001)
    for (name, *_, chance, _, _), colour in zip(rows, COLOURS, strict=False):
        seen = [100 * (1 - (1 - chance) ** number) for number in runs]
        axes.semilogx(runs, seen, color=colour, label=name.replace("_", " "))
    axes.set_xlabel("random runs")
    axes.set_ylabel("chance to have seen it, %")
    axes.legend(loc="lower left", bbox_to_anchor=(-0.1, 1), ncols=2)


plot(
    draw,
    "The chance to have seen each mistake rises with the number of random runs; see the table.",
    height=3.9,
)

# %% [markdown]
# These are random runs of the *right* scope, and nothing is faster than anything else. A test on real machines has no such luck. The second consumer is nearly always a little too late, and the crash almost never comes between these two lines. A test that plays one history sees one. If it passes, you know about that one.
#
# A search needs no luck. It looks at each state once, and shows the shortest history that goes wrong. [How the checker works](../reference/checker.md) says what its verdict means, and what it does not.
