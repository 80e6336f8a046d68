"""The fake course is material for the tests of the gate; its own checks are run by the gate."""

collect_ignore = ["fake_course"]
