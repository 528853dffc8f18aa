"""Measuring: probes in containers, and this machine's own sockets."""
