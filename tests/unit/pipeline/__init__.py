"""The order of one run."""
