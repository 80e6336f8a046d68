"""What can happen after some actions, for someone who chooses them one by one."""

from pathlib import Path

from consistent_messaging.explain import trace
from consistent_messaging.explain.replay_request import ReplayRequest
from consistent_messaging.explain.report import HistoryReport
from consistent_messaging.explain.steps import plain_steps
from consistent_messaging.simulation.scenario import Scenario
from consistent_messaging.simulation.simulator import replay


def options_after(
    scenario: Scenario, request: ReplayRequest, file: Path, source: str
) -> trace.OptionsAfter:
    """Take the request's actions, and return what can happen then."""
    report = HistoryReport(scenario, request, file, source)
    history = replay(report.simulator, request.schedule)
    wrong = report.wrong()
    return report.shortened(
        trace.OptionsAfter(
            script=request.as_json(),
            messages=list(report.names),
            steps=plain_steps(history),
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
