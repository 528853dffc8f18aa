"""How long a run takes, as a ratio to what the engine itself takes. `make bench`."""
