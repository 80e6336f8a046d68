"""An exercise: its folder read into one value, its checks run, and what they say."""
