"""Explains a history: what happened at each step, what was at stake, why it ends as it does.

Everything here is JSON for a page to show; `trace.py` has its fields.
`report_history` returns a whole history; `options_after` what can happen after some actions, for a
reader who chooses them one by one; `follow` what a version of the code makes of a schedule, and
`compare` puts two of these side by side. In all texts a published content has a short name, such
as `ItemAdded A`, where no other content could be meant: `EventLabels` knows them.
"""

from consistent_messaging.explain.compare import compare, follow
from consistent_messaging.explain.event_labels import EventLabels
from consistent_messaging.explain.interactive import options_after
from consistent_messaging.explain.replay_request import ReplayRequest, UnreadableRequestError
from consistent_messaging.explain.report import report_history

__all__ = [
    "EventLabels",
    "ReplayRequest",
    "UnreadableRequestError",
    "compare",
    "follow",
    "options_after",
    "report_history",
]
