"""Figures that no build can measure, since it takes too long: in a file beside the notebook."""

import json
from pathlib import Path
from typing import Any

NOTEBOOKS = Path(__file__).parents[2] / "docs" / "notebooks"


def measured(notebook: str) -> Any:
    """Return what `docs/notebooks/<notebook>.json` holds."""
    return json.loads((NOTEBOOKS / f"{notebook}.json").read_text(encoding="utf-8"))
