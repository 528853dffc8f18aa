"""Remedies of what was found, tried on probes; what none of them helps steps back (I/O)."""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.facts import Proof, Snapshot
from containerloop.observe.observer import Observer
from containerloop.pipeline.options import RunOptions

_MOST_TURNS = 3
"""How often causes may step back for the next ones, because their remedies do not help."""


def prove_all(seen: Snapshot, options: RunOptions, observer: Observer) -> dict[str, Proof]:
    """The remedies of what is found, tried on probes; nothing with --no-prove or --no-probe.

    Where all remedies of a cause fail, the next cause has its turn, and its remedies theirs.
    """
    if not (options.prove and options.probe):
        return {}
    # by now loaded ahead
    from containerloop.diagnose.catalogue import entries
    from containerloop.diagnose.differential import diagnose
    from containerloop.prove.schedule import prove

    for _ in range(_MOST_TURNS):
        found = diagnose(seen, entries).found
        more = prove(found, seen, observer, options.progress)
        if not more:
            break
        seen = replace(seen, proofs=seen.proofs | more)
    return seen.proofs
