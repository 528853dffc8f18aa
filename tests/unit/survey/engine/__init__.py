"""The container engine: found, connected, read."""
