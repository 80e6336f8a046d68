"""Digits that stand for code: what a history was found with, and what a learner starts from.

A schedule says what the world did; what comes of it is up to the code. With these digits beside a
schedule, one can tell later whether the code is still the same.
"""

import re
from collections.abc import Mapping
from hashlib import sha256

DIGITS = 8


def code_of(files: Mapping[str, str]) -> str:
    """Return the digits of the files (name to source) that a history is played with.

    The tests are not among these. How lines end, and whether the last does, makes no difference.
    """
    digest = sha256()
    for name in sorted(files):
        if not name.startswith("test_"):
            source = files[name].replace("\r\n", "\n").rstrip()
            digest.update(f"{name}\0{source}\0".encode())
    return digest.hexdigest()[:DIGITS]


def starter_hash(source: str) -> str:
    """Return the digits of the code that a learner starts from.

    The page saves the learner's work under them: with other digits, saved work is not found again.
    """
    return sha256(source.encode()).hexdigest()[:16]


def is_code(text: str) -> bool:
    """True if these can be the digits of some code."""
    return re.fullmatch(rf"[0-9a-f]{{{DIGITS}}}", text) is not None
