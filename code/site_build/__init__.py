"""Puts together what the site carries besides its texts: Python for the page, and the lab.

Everything made here is below `docs/assets/` and `build/`; nothing of it is in git.
"""
