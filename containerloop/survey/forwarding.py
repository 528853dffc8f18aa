"""Whether this machine forwards packets between its networks, as its kernel says."""

from __future__ import annotations

from pathlib import Path

from containerloop.facts import Maybe, Unobserved

_SETTING = Path("/proc/sys/net/ipv4/ip_forward")


def own_forwarding(setting: Path = _SETTING) -> Maybe[bool]:
    """`net.ipv4.ip_forward` of this network namespace; unobserved where there is none to read."""
    try:
        return setting.read_text().strip() != "0"
    except (OSError, ValueError) as error:
        return Unobserved(f"whether this machine forwards packets could not be read: {error}")
