"""What an exercise is: one folder, read into one value."""

from consistent_messaging.exercise.exercise import (
    CourseFile,
    Exercise,
    ExerciseProblem,
    Hint,
    Mistake,
    find_exercises,
    modules_beside,
)

__all__ = [
    "CourseFile",
    "Exercise",
    "ExerciseProblem",
    "Hint",
    "Mistake",
    "find_exercises",
    "modules_beside",
]
