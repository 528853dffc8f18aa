"""What the engine says of itself, as evidence. Pure."""

from __future__ import annotations

from containerloop.diagnose.finding import Evidence


def engine_is_rootless() -> Evidence:
    """That the engine is of a user's, in a network namespace of its own."""
    return Evidence(
        saw="the engine is rootless", command="docker info --format '{{.SecurityOptions}}'"
    )


def first_free_to_users(port: int) -> Evidence:
    """The first port that users other than root may open on this machine."""
    said = f"on this machine only root may open ports below {port}"
    return Evidence(saw=said, command="sysctl net.ipv4.ip_unprivileged_port_start")


def engine_is(product: str) -> Evidence:
    """Which product the engine is of."""
    return Evidence(
        saw=f"the engine is {product}", command="docker info --format '{{.OperatingSystem}}'"
    )


def ranges_that_windows_keeps() -> Evidence:
    """Where Windows shows the ranges of ports that it keeps: on Windows alone."""
    return Evidence(
        saw="the engine was told that access to the port is forbidden, not that it is in use",
        command="netsh interface ipv4 show excludedportrange protocol=tcp",
    )
