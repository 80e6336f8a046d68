"""What the notebooks of the course share: solved exercises, what counts calls, and pictures."""

from course_notebooks.endpoint import Endpoint, calls_with_a_crash
from course_notebooks.measurements import measured
from course_notebooks.pictures import COLOURS, Picture, plot
from course_notebooks.protocols import ONE_TRANSACTION, PROTOCOLS, mistake, solution
from course_notebooks.tables import table

__all__ = [
    "COLOURS",
    "ONE_TRANSACTION",
    "PROTOCOLS",
    "Endpoint",
    "Picture",
    "calls_with_a_crash",
    "measured",
    "mistake",
    "plot",
    "solution",
    "table",
]
