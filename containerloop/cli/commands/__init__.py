"""One file per command: what may be typed, and nothing else. What a command does is in `runs`."""
