"""Reads an exercise as a reader has downloaded it: a folder that pytest runs, and no starter in it.

<identifier>/
  <name>.py         the reader's file
  test_<name>.py    its checks
  scenario.py       and the other modules that these import
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from consistent_messaging.exercise.exercise import Exercise, ExerciseProblem, folders_of


@dataclass(frozen=True)
class DownloadedExercise:
    """A downloaded exercise: the reader's file by its name, and the sources of all files."""

    identifier: str
    file_name: str
    files: Mapping[str, str]

    @classmethod
    def read(cls, folder: Path) -> "DownloadedExercise":
        """Read the folder; raise `ExerciseProblem` if one of its files is missing."""
        tests = [path.name.removeprefix("test_") for path in sorted(folder.glob("test_*.py"))]
        checked = [name for name in tests if (folder / name).is_file()]
        if len(checked) != 1 or not (folder / "scenario.py").is_file():
            rule = (
                "A downloaded exercise has a scenario.py, and one file with its checks beside it."
            )
            way_out = "These are handler.py and test_handler.py, say: put back what is gone."
            raise ExerciseProblem(folder, rule, way_out)
        sources = {path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.py"))}
        return cls(folder.name, checked[0], sources)

    def sources(self, learner_source: str) -> dict[str, str]:
        """Return what has to stand in one folder to run or check this code, by file name."""
        return {**self.files, self.file_name: learner_source}


def is_downloaded(root: Path) -> bool:
    """True if the exercises below `root` are downloaded ones, and not those of the project."""
    return any(root.glob("*/scenario.py")) and not any(root.glob("*/starter.py"))


def read_exercise(folder: Path) -> Exercise | DownloadedExercise:
    """Read an exercise, of the project or downloaded."""
    reads = DownloadedExercise if is_downloaded(folder.parent) else Exercise
    return reads.read(folder)


def read_exercises(root: Path) -> dict[str, Exercise | DownloadedExercise]:
    """Read every exercise below `root`, in the order of their names."""
    return {folder.name: read_exercise(folder) for folder in folders_of(root)}
