"""Makes what a reader downloads: the exercises, the library, and how to run them anywhere."""
