"""What can happen after some actions, for someone who chooses them one by one."""

from pathlib import Path
from typing import Any

from consistent_messaging.explain.replay_request import Script
from consistent_messaging.explain.report import Story
from consistent_messaging.simulation.scenario import Scenario
from consistent_messaging.simulation.simulator import replay

Json = dict[str, Any]


def possible(scenario: Scenario, script: Script, file: Path, source: str) -> Json:
    """Take the script's actions, and return what can happen then.

    `steps` are what happened, each with `number`, `sentence` and `fault`; `options` what can be
    done, each with `action`, `text` and `price`; `faults` are used up and `faults_left` are left.
    `anomaly` and `message` say what is wrong by now; `at_rest` is True when all is done.
    """
    story = Story(scenario, script, file, source)
    history = replay(story.walk, script.schedule)
    wrong = story.wrong()
    return story.shortened(
        {
            "script": script.as_json(),
            "steps": [
                {"number": s.number, "sentence": s.sentence, "fault": s.fault}
                for s in history.steps
            ],
            "options": [
                {"action": o.action, "text": o.text, "price": o.price} for o in story.options()
            ],
            "faults": history.faults,
            "faults_left": max(0, script.most_faults - history.faults),
            "messages": list(story.names),
            "state": story.state(),
            "anomaly": wrong.anomaly if wrong else None,
            "message": wrong.message if wrong else "",
            "at_rest": story.at_rest(),
        }
    )
