"""For authors of exercises: a scaffold to begin with, and a linter that names what is missing."""
