"""Makes the Python of the page from Pyodide: trimmed, compiled, with snapshots, in one folder."""
