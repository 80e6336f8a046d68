"""The error for a handler that breaks a rule of being run step by step."""


class NotReplayable(BaseException):
    """The handler's code cannot be run step by step; the message says why, and what to do.

    It is no `Exception`, so that a handler which catches those does not catch this one. `file` and
    `line` say where to look, if that is another place than the one in which it was raised.
    """

    def __init__(self, message: str, file: str | None = None, line: int | None = None) -> None:
        super().__init__(message)
        self.file, self.line = file, line
