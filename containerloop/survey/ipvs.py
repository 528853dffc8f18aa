"""Whether this machine's kernel balances calls among servers (IPVS), as a swarm needs it."""

from __future__ import annotations

import sys
from pathlib import Path

from containerloop.facts import Maybe, Unobserved

_TABLE = Path("/proc/net/ip_vs")


def own_ipvs(table: Path = _TABLE, system: str = sys.platform) -> Maybe[bool]:
    """Whether it is loaded: an engine has loaded it by the time that it needs it, if it can."""
    if system != "linux":
        return Unobserved("whether the engine's kernel has IPVS cannot be seen from this system")
    try:
        table.lstat()
    except FileNotFoundError:
        return False
    except OSError as error:
        return Unobserved(f"whether this kernel has IPVS could not be seen: {error}")
    return True
