"""Measuring from containers and from this machine."""
