"""One run at a time: somebody chooses each action, and a history is written."""
