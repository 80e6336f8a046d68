"""Tells histories to whoever wants to see them: as JSON, for a page to show.

`tell` returns a whole history. Its texts name a published content by its kind and the message that
it comes of, such as `ItemAdded A`, where no other content could be meant.

- `script`: what was asked for, as `Script.as_json` has it; `messages`: the names of all there are.
- `start`: where everything stands before the first step: `queue`, `attempts`, `world`,
  `downstream`, and `state`, a sentence.
- `moments`: the steps, see below; `next`: what can happen after the last one, as in `instead`.
- `anomaly`, `message`, `why`: what is wrong at the end, and why; None and empty if nothing is.
- `line`, `sentence`: the learner's line at which it was decided, and what to say of it.
- `beats`: up to four steps that carry the story, each with `number` and `text`.
- `order`: the order of the messages that comes nearest; `outcome`: the contents that it expects
  or that came, each with `content`, `message`, `expected` and `got`.
- `point_of_no_return`: a step's number; `nearest_pass`: a schedule; `at_rest`: whether all is done.

A moment has `number`, `action`, `sentence`, `attempt`, `message`, `consumer`, `fault` and `risk`;
`end`, how the attempt ended in this step; `line`, the learner's line that it is about, `ran`, the
lines that ran in it, `decided`, how their branches went; `call` and `sent`, what it asked of a
store or sent; `instead`, the other actions that were possible with their `price` in faults and
`risk`; and where everything stands after it, as in `start`.

`possible` returns what can happen after some actions, for someone who chooses them one by one.
`followed` returns what a version of the code makes of a schedule, and `compared` two of these.
`Contents` knows the short names.
"""

from consistent_messaging.explain.compare import compared, followed
from consistent_messaging.explain.event_labels import Contents
from consistent_messaging.explain.interactive import possible
from consistent_messaging.explain.replay_request import Script, UnreadableScriptError
from consistent_messaging.explain.report import tell

__all__ = [
    "Contents",
    "Script",
    "UnreadableScriptError",
    "compared",
    "followed",
    "possible",
    "tell",
]
