"""The error for a design that cannot be checked as it is written."""

from consistent_messaging.execution.errors import Located


class DesignProblem(Located, Exception):
    """Something is missing in a design, or is not what it has to be.

    The text is a whole sentence that says what, and the way out; `file` and `line` say where.
    """
