"""Remedies tried on probes, never on the user's containers, networks or files (I/O)."""
