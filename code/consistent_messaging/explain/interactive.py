"""What can happen after some actions, for someone who chooses them one by one."""

from pathlib import Path

from consistent_messaging.explain import trace
from consistent_messaging.explain.replay_request import MOST_ACTIONS, ReplayRequest
from consistent_messaging.explain.report import HistoryReport
from consistent_messaging.explain.steps import plain_steps
from consistent_messaging.simulation.scenario import Scenario
from consistent_messaging.simulation.simulator import replay


def options_after(
    scenario: Scenario, request: ReplayRequest, file: Path, source: str
) -> trace.InteractiveState:
    """Take the request's actions and what is forced after them, and return what can happen then."""
    report = HistoryReport(scenario, request, file, source)
    replay(report.simulator, request.schedule)
    forced = _forced(report) if request.actions else 0
    for _ in range(forced):
        (only,) = report.options()
        report.simulator.take(only.action)
    history = report.simulator.history()
    played = request.with_actions(history.schedule.split())
    wrong = report.wrong()
    return report.shortened(
        trace.InteractiveState(
            script=played.as_json(),
            messages=list(report.names),
            steps=plain_steps(history),
            forced=forced,
            options=[
                trace.Option(action=o.action, text=o.text, price=o.price) for o in report.options()
            ],
            faults=history.faults,
            faults_left=max(0, request.most_faults - history.faults),
            state=report.state(),
            anomaly=wrong.anomaly if wrong else None,
            message=wrong.message if wrong else "",
            at_rest=report.at_rest(),
        )
    )


def _forced(report: HistoryReport) -> int:
    """Return how many moves are left, if there is no choice between two of them up to the end."""
    model, state = report.simulator.model, report.simulator.state
    faults, marks = report.simulator.history().faults, report.marks_left()
    for moves in range(MOST_ACTIONS - len(report.request.actions)):
        if model.at_rest(state) or report.judge(state, faults) is not None:
            return moves
        ways = [*model.moves(state), *model.faults(state, marks, at_the_start=False)]
        if len(ways) != 1 or model.error_in(state) is not None:
            return 0
        ((_, state),) = ways
    return 0
