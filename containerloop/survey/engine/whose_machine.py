"""Where the engine is, as far as it can be told without a probe. Pure.

Addresses tell nothing: an engine elsewhere has the same bridge address, and what is reached at
127.0.0.1 or through ssh may be here as well as there. What decides is the network namespace of
one of the engine's own processes (`own_processes`), or of a probe (`observe.engine_host`).
"""

from __future__ import annotations

from containerloop.facts import Unobserved, Whereabouts
from containerloop.platforms.known import VIRTUAL
from containerloop.survey.engine.engine_info import flavour
from containerloop.survey.engine.ports import Json

UNTOLD = Unobserved("only a probe on its host's network can tell, and none was started")


def whereabouts(version: Json, info: Json, kernel: str, shares: bool | None) -> Whereabouts:
    """Where it is. `kernel` is this machine's release.

    `shares`: whether a process of the engine's that was found on this machine has this network;
    None where none was found.
    """
    if shares is not None:
        return Whereabouts(same_machine=shares, same_kernel=True)
    theirs = str(version.get("KernelVersion") or info.get("KernelVersion") or "")
    if theirs and theirs != kernel:
        return Whereabouts(same_machine=False, same_kernel=False)
    if flavour(version, info) in VIRTUAL:
        return Whereabouts(same_machine=False, same_kernel=UNTOLD)
    return Whereabouts(same_machine=UNTOLD, same_kernel=UNTOLD)
