"""What a page does to its interpreter; its worker calls it. On CPython nothing does.

It is imported when the page's memory is made, so that a start has no source of it to read.
"""

import builtins
import random
import sys

_OF_THE_BRIDGE = {"pyodide.code": "run_js", "pyodide.ffi": "register_js_module"}


def settle() -> None:
    """Make `input` say the way out; and chance is chance in each start, from a kept memory, too."""
    builtins.input = _refuse_input
    random.seed()


def close_bridge() -> None:
    """Take what leads from Python to JavaScript out of reach of a learner's code.

    A module that cannot be imported says so as any other does.
    """
    for name in [name for name in sys.modules if name.partition(".")[0] in ("js", "pyodide_js")]:
        del sys.modules[name]
    for name, function in _OF_THE_BRIDGE.items():
        delattr(sys.modules[name], function)


def flush() -> None:
    """Hand on what was printed and not shown yet."""
    sys.stdout.flush()
    sys.stderr.flush()


# The learner's own traceback shows where it was called.
def _refuse_input(prompt: object = "") -> str:
    raise RuntimeError("input() cannot ask anything here: write the value into the code")
