"""Compose files: found, read, merged, interpolated."""
