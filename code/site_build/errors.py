"""What stops a build: where, which rule, and the way out."""


class BuildProblem(Exception):
    """A build cannot go on; its text is shown to a person as it stands."""

    def __init__(self, place: object, rule: str, way_out: str) -> None:
        super().__init__(f"{place}: {rule} {way_out}")
