"""The world and the search a second time, written to be compared with: plain, complete and slow.

It shares with the library what handlers and stores are, but neither its state machine nor its
search. `compare` asks it what the checker is asked.
"""
