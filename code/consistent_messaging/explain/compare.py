"""One schedule on two versions of the code: what is the same, and where they part."""

from collections.abc import Sequence
from pathlib import Path

from consistent_messaging.explain import trace
from consistent_messaging.explain.actions_now import options
from consistent_messaging.explain.replay_request import ReplayRequest
from consistent_messaging.explain.report import HistoryReport
from consistent_messaging.explain.steps import plain_steps
from consistent_messaging.model.actions import ACK, DELIVERY, ENDED, REPLAYED, STEP
from consistent_messaging.simulation.scenario import Scenario
from consistent_messaging.simulation.simulator import ImpossibleActionError

MOST_STEPS = 200
_OTHER_WAY = {STEP.mark: ACK.mark, ACK.mark: STEP.mark}


def follow(
    scenario: Scenario, request: ReplayRequest, file: Path, source: str
) -> trace.ReplayedVersion:
    """Follow a schedule as far as this code goes along, and then come to rest without a fault.

    An attempt that has more to do, or less, takes the step that it has. Actions that cannot be
    taken at all are left out, and named in `left_out`.
    """
    report = HistoryReport(scenario, request, file, source)
    left_out = [action for action in request.actions if not _taken(report, action)]
    while _next_free(report) and len(report.simulator.edges) < MOST_STEPS:
        report.simulator.take(_next_free(report))
    wrong, history = report.wrong(), report.simulator.history()
    return report.shortened(
        trace.ReplayedVersion(
            steps=plain_steps(history),
            schedule=history.schedule,
            left_out=left_out,
            state=report.state(),
            messages=list(report.names),
            anomaly=wrong.anomaly if wrong else None,
            message=wrong.message if wrong else "",
        )
    )


def compare(one: trace.ReplayedVersion, other: trace.ReplayedVersion) -> trace.Comparison:
    """Return both, how many steps they share at the beginning, and why they part."""
    pairs = zip(one["steps"], other["steps"], strict=False)
    same = next((n for n, (a, b) in enumerate(pairs) if a["sentence"] != b["sentence"]), None)
    if same is None:
        same = min(len(one["steps"]), len(other["steps"]))
    return {"one": one, "other": other, "same": same, "why": _why(one, other, same)}


def _why(one: trace.ReplayedVersion, other: trace.ReplayedVersion, same: int) -> str:
    if same == len(one["steps"]) == len(other["steps"]):
        if one["state"] == other["state"]:
            return "Both versions do the same, step by step."
        return (
            f"They take the same steps. In the first {one['state']} In the second {other['state']}"
        )
    after = f" Up to step {same} they are the same." if same else ""
    first, second = (_at(version["steps"], same) for version in (one, other))
    return f"They differ from step {same + 1}.{after} The first: {first} The second: {second}"


def _at(steps: Sequence[trace.StepSummary], place: int) -> str:
    return steps[place]["sentence"] if place < len(steps) else "it is finished."


def _taken(report: HistoryReport, action: str) -> bool:
    if report.judge(report.simulator.state, 0) is not None:
        return False
    mark, subject = action[:1], action[1:]
    for each in (action, f"{_OTHER_WAY.get(mark, mark)}{subject}"):
        try:
            report.simulator.take(each)
        except ImpossibleActionError:
            continue
        return True
    return False


def _next_free(report: HistoryReport) -> str:
    """Return what happens next by itself: attempts go on before another delivery is made.

    A round begins when nothing else is left. A record runs out, and a dead letter is replayed, when
    no round is left either.
    """
    if report.judge(report.simulator.state, 0) is not None:
        return ""
    if report.at_rest():
        return ""
    begun = {attempt.message for attempt in report.simulator.attempts}
    processes = set(report.simulator.model.rounds.names) - begun
    free = [option.action for option in options(report.simulator, "")]

    def late(action: str) -> tuple[bool, bool, bool]:
        last = action[0] in (ENDED.mark, REPLAYED.mark)
        return last, action[1:] in processes, action[0] == DELIVERY.mark

    return min(free, key=late, default="")
