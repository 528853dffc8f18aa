"""The probe: C sources that measure from inside a container's network, and how they are built."""
