"""Errors that say in whole sentences what is wrong with a reader's code, and where to look."""


class Located(BaseException):
    """An error whose text is a whole sentence, about a line of a file if these are given."""

    def __init__(self, message: str, file: str | None = None, line: int | None = None) -> None:
        super().__init__(message)
        self.file, self.line = file, line


class NotReplayable(Located):
    """The handler's code cannot be run step by step; the message says why, and what to do.

    It is no `Exception`, so that a handler which catches those does not catch this one. `file` and
    `line` say where to look, if that is another place than the one in which it was raised.
    """
