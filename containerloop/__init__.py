"""Says why a container or its host cannot reach a port, and proves the fix."""

__version__ = "0.1.0"
