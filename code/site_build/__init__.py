"""Puts together what the site ships besides its texts: Python, the front end, the download.

Everything made here is below `docs/assets/` and `build/`; nothing of it is in git.
"""
