"""What the page's Python does without, so that it is there sooner."""

# What no page can use, or nobody looks for in one: processes, terminals and Windows, servers, mail
# and news, old character sets, tools that are run from a command line, jokes. pytest needs `xml`,
# `pdb` and `_pyrepl`, and zipfile needs the character set cp437.
STANDARD_LIBRARY = (
    "__hello__.py",
    "__phello__/*",
    "_pyio.py",
    "antigravity.py",
    "asyncio/windows_*",
    "cProfile.py",
    "compileall.py",
    "compression/lzma.py",
    "compression/zstd/*",
    "concurrent/futures/interpreter.py",
    "concurrent/futures/process.py",
    "concurrent/interpreters/*",
    "ctypes/*",
    "encodings/cp[025-9]*",
    "encodings/cp1[01]*",
    "encodings/cp125[013-9]*",
    "encodings/cp424.py",
    "encodings/hp_roman8.py",
    "encodings/kz1048.py",
    "encodings/mac_*",
    "encodings/mbcs.py",
    "encodings/oem.py",
    "encodings/palmos.py",
    "encodings/ptcp154.py",
    "encodings/tis_620.py",
    "ensurepip/*",
    "ftplib.py",
    "http/cookie*",
    "http/server.py",
    "idlelib/*",
    "imaplib.py",
    "lib2to3/*",
    "lzma.py",
    "mailbox.py",
    "modulefinder.py",
    "multiprocessing/*",
    "optparse.py",
    "pickletools.py",
    "poplib.py",
    "profile.py",
    "profiling/*",
    "pstats.py",
    "pty.py",
    "pyclbr.py",
    "smtplib.py",
    "sqlite3/*",
    "ssl.py",
    "tabnanny.py",
    "test/*",
    "this.py",
    "tkinter/*",
    "trace.py",
    "turtle*",
    "wave.py",
    "wsgiref/*",
    "xmlrpc/*",
    "zipapp.py",
    "_pyrepl/windows_*",
    "*.bat",
    "*.ctypes",
    "*.ini",
    "*.txt",
    "*/fetch_macholib",
)

# What of the course a page loads only when a reader runs something on PostgreSQL, and of that what
# it is; all other adapters are for a clone.
COURSE = ("consistent_messaging/adapters/*", "consistent_messaging/entrypoints/on_postgresql.py")
ON_POSTGRESQL = (
    "adapters/*.py",
    "adapters/postgresql/*.py",
    "adapters/replay/*.py",
    "entrypoints/on_postgresql.py",
)

# pytest colours Python and differences on a terminal; of all that Pygments knows it asks no more.
PYGMENTS = (
    "pygments/cmdline.py",
    "pygments/formatters/[!_t]*",
    "pygments/lexers/[!_dp]*",
    "pygments/lexers/_*_builtins.py",
    "pygments/lexers/d[!i]*",
    "pygments/lexers/p[!y]*",
    "pygments/sphinxext.py",
    "pygments/styles/[!_d]*",
)

# The course's modules that a reader's own code names: `help` has their docstrings to show.
DOCUMENTED = (
    "consistent_messaging/__init__.py",
    "consistent_messaging/api/*",
    "consistent_messaging/checker/assertions.py",
    "consistent_messaging/checker/check.py",
    "consistent_messaging/model/actions.py",
    "consistent_messaging/simulation/chaos_monkeys.py",
    "consistent_messaging/simulation/history.py",
    "consistent_messaging/simulation/scenario.py",
)

# Modules of C in Pyodide's core that go with the library below them, and what that library's names
# begin with. Nobody keeps a database in the course's world, packs what is large, or calls machine
# code, which could do anything with the memory.
LIBRARIES = {
    "_ctypes": "ffi_",
    "_lzma": "lzma_",
    "_sqlite3": "sqlite3_",
    "_zstd": "COVER_|FSE_|HIST_|HUF_|ZDICT_|ZSTD",
}
