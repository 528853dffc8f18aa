"""One file for a server."""
