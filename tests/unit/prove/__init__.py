"""Remedies tried on probes."""
