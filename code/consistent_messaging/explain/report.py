"""The whole telling of one history as JSON: moments with their risk, what else could have happened,
why it ends as it does, what was expected and what came."""

from collections import defaultdict
from pathlib import Path
from typing import Any

from consistent_messaging.checker.oracle import Violation
from consistent_messaging.checker.reachability import MOST_STATES, look_ahead
from consistent_messaging.checker.state_check import Judge
from consistent_messaging.explain.actions_now import Option, options
from consistent_messaging.explain.event_labels import Contents
from consistent_messaging.explain.line_trace import Footprints
from consistent_messaging.explain.replay_request import Script, UnreadableScriptError
from consistent_messaging.explain.root_cause import (
    Past,
    Reason,
    beats_of,
    outcome_of,
    reason_of,
    texts_of,
)
from consistent_messaging.explain.steps import Recorder
from consistent_messaging.explain.timeline import Counterexample, explain
from consistent_messaging.model.attempt_tree import Next
from consistent_messaging.simulation.scenario import Scenario
from consistent_messaging.simulation.simulator import Walk
from consistent_messaging.text.format import shown

Json = dict[str, Any]
STUCK = "from here on nothing comes to rest without help from outside"


class Story:
    """A walk along a script, with all that can be said of it on the way."""

    def __init__(self, scenario: Scenario, script: Script, file: Path, source: str) -> None:
        self.scenario, self.script, self.source = scenario, script, source
        self.names = script.messages or scenario.names_in(script.schedule)
        unknown = [name for name in self.names if name not in scenario.messages]
        if unknown:
            known = ", ".join(scenario.messages)
            raise UnreadableScriptError(f"There is no message {unknown[0]!r}; there are {known}.")
        model = scenario.model(self.names, consumers=script.consumers)
        self.walk = Walk(model)
        self.judge = Judge(model, scenario.lesson, script.leftovers)
        self.recorder = Recorder(self.walk, Footprints(model, str(file), source))
        self.contents = Contents.of(scenario, self.names)

    def options(self) -> list[Option]:
        """Return what can happen now, with the faults that are left."""
        left = self.script.most_faults - self.walk.history().faults
        if self.judge(self.walk.state, 0) is not None:
            return []
        return list(options(self.walk, self.script.marks if left > 0 else ""))

    def state(self) -> str:
        """Say in a sentence what the stores keep."""
        lesson = self.scenario.lesson
        return f"{lesson.subject} holds {shown(self.judge.view(self.walk.state))}."

    def at_rest(self) -> bool:
        """True when nothing is left to happen."""
        return self.walk.model.at_rest(self.walk.state)

    def wrong(self) -> Violation | None:
        """Return what is wrong now."""
        faults = self.walk.history().faults
        found = self.judge(self.walk.state, faults)
        return found or (Violation("stuck", STUCK) if self._is_stuck() else None)

    def shortened(self, told: Json) -> Json:
        """Return the JSON with short names for contents in all of its texts."""
        shorten = self.contents.shorten

        def within(value: Any) -> Any:
            if isinstance(value, dict):
                return {key: within(item) for key, item in value.items()}
            if isinstance(value, list):
                return [within(item) for item in value]
            return shorten(value) if isinstance(value, str) else value

        return {key: within(value) for key, value in told.items()}

    def _is_stuck(self) -> bool:
        ahead = look_ahead(self.walk.model, self.judge, [self.walk.state], 0)
        return ahead.complete and not any(map(self.walk.model.at_rest, ahead.states))


def tell(
    scenario: Scenario, script: Script, file: Path, source: str, most_states: int = MOST_STATES
) -> Json:
    """Return the telling of a history (see the package for its fields).

    Raises `ImpossibleActionError` at the first action that cannot be taken, and what the handler
    raises if it is broken.
    """
    story = Story(scenario, script, file, source)
    start = {**story.recorder.standing(), "state": story.state()}
    moments, choices = [], []
    for number, action in enumerate(script.actions, start=1):
        choices.append([o for o in story.options() if o.action != action])
        moment = story.recorder.take(action, number)
        moments.append({**moment, "state": story.state()})
    choices.append(story.options())
    told = explain(
        scenario,
        script.schedule,
        script.leftovers,
        script.consumers,
        names=story.names,
        most_states=most_states,
    )
    known = all(moment.risk != "unknown" for moment in told.moments)
    risks = _risks(story, choices, most_states if known else 0)
    for moment, stakes, instead in zip(moments, told.moments, risks[:-1], strict=True):
        moment |= {"risk": stakes.risk, "instead": instead}
    return story.shortened(
        {
            "script": script.as_json(),
            "messages": list(story.names),
            "start": start,
            "moments": moments,
            "next": risks[-1],
            "at_rest": story.at_rest(),
            "point_of_no_return": told.point_of_no_return,
            "nearest_pass": told.nearest_pass,
            **_ending(story, told, moments),
        }
    )


def _ending(story: Story, told: Counterexample, moments: list[Json]) -> Json:
    """Return what is wrong at the end of a history, and why."""
    wrong = story.wrong()
    reason = reason_of(told, wrong, _pasts(story), moments, story.source) if wrong else Reason()
    state, heard = story.walk.state, story.walk.model.heard(story.walk.state)
    order = story.judge.oracle.nearest(story.judge.view(state), heard).names
    return {
        "anomaly": wrong.anomaly if wrong else None,
        "message": wrong.message if wrong else "",
        "why": reason.why,
        "line": reason.line,
        "sentence": reason.sentence,
        "beats": beats_of(moments, reason, told.point_of_no_return) if wrong and moments else [],
        "order": list(order),
        "outcome": outcome_of(told, story.contents),
    }


def _risks(story: Story, choices: list[list[Option]], most_states: int) -> list[list[Json]]:
    """Return the options with the risk after each: free ones first, then with one more fault."""
    model, judge = story.walk.model, story.judge
    risks: dict[tuple[int, Any], str] = defaultdict(lambda: "unknown")
    for price in (0, 1):
        states = [o.after for some in choices for o in some if o.price == price]
        ahead = look_ahead(model, judge, states, story.walk.history().faults + price, most_states)
        risks |= {(price, state): ahead.risk(state) for state in states}
    return [
        [
            {"action": o.action, "text": o.text, "price": o.price, "risk": risks[o.price, o.after]}
            for o in some
        ]
        for some in choices
    ]


def _pasts(story: Story) -> list[Past]:
    found = []
    for label, code in story.recorder.last_codes.items():
        node = story.walk.model.node(code)
        found.append(
            Past(
                label,
                label.rpartition("·")[0],
                story.recorder.footprints.of(code),
                texts_of(node.outgoing),
                node.next in (Next.SEND, Next.ACK),
            )
        )
    return found
