"""One schedule on two versions of the code: what is the same, and where they part."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from consistent_messaging.explain.actions_now import options
from consistent_messaging.explain.replay_request import Script
from consistent_messaging.explain.report import Story
from consistent_messaging.model.actions import ACK, DELIVERY, STEP
from consistent_messaging.simulation.scenario import Scenario
from consistent_messaging.simulation.simulator import ImpossibleActionError

Json = dict[str, Any]
MOST_STEPS = 200
_OTHER_WAY = {STEP.mark: ACK.mark, ACK.mark: STEP.mark}


def followed(scenario: Scenario, script: Script, file: Path, source: str) -> Json:
    """Follow a schedule as far as this code goes along, and then come to rest without a fault.

    An attempt that has more to do, or less, takes the step that it has. Actions that cannot be
    taken at all are left out, and named in `left_out`.
    """
    story = Story(scenario, script, file, source)
    left_out = [action for action in script.actions if not _taken(story, action)]
    while _next_free(story) and len(story.walk.edges) < MOST_STEPS:
        story.walk.take(_next_free(story))
    wrong, history = story.wrong(), story.walk.history()
    return story.shortened(
        {
            "steps": [
                {"number": s.number, "sentence": s.sentence, "fault": s.fault}
                for s in history.steps
            ],
            "schedule": history.schedule,
            "left_out": left_out,
            "state": story.state(),
            "messages": list(story.names),
            "anomaly": wrong.anomaly if wrong else None,
            "message": wrong.message if wrong else "",
        }
    )


def compared(one: Json, other: Json) -> Json:
    """Return both, how many steps they share at the beginning, and why they part."""
    pairs = zip(one["steps"], other["steps"], strict=False)
    same = next((n for n, (a, b) in enumerate(pairs) if a["sentence"] != b["sentence"]), None)
    if same is None:
        same = min(len(one["steps"]), len(other["steps"]))
    return {"one": one, "other": other, "same": same, "why": _why(one, other, same)}


def _why(one: Json, other: Json, same: int) -> str:
    if same == len(one["steps"]) == len(other["steps"]):
        if one["state"] == other["state"]:
            return "Both versions do the same, step by step."
        return f"They take the same steps. In the one {one['state']} In the other {other['state']}"
    after = f" Up to step {same} they are the same." if same else ""
    first, second = (_at(told["steps"], same) for told in (one, other))
    return f"They part at step {same + 1}.{after} Then the one goes on: {first} The other: {second}"


def _at(steps: Sequence[Json], place: int) -> str:
    return steps[place]["sentence"] if place < len(steps) else "it has come to its end."


def _taken(story: Story, action: str) -> bool:
    if story.judge(story.walk.state, 0) is not None:
        return False
    mark, subject = action[:1], action[1:]
    for each in (action, f"{_OTHER_WAY.get(mark, mark)}{subject}"):
        try:
            story.walk.take(each)
        except ImpossibleActionError:
            continue
        return True
    return False


def _next_free(story: Story) -> str:
    """Return what happens next by itself: attempts go on before another delivery is made."""
    if story.judge(story.walk.state, 0) is not None:
        return ""
    free = [option.action for option in options(story.walk, "")]
    return min(free, key=lambda action: action[0] == DELIVERY.mark, default="")
