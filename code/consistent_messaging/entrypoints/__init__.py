"""Where a page, a command line or Pyodide enters the library."""
