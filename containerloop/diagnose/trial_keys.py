"""The names under which a snapshot keeps the proofs of trials, written down as they stand in files.

They are the same for good: no class or field that is renamed may change a key, so every word
of one stands here as text. Pure; what a trial is, and how it is made, may not live here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from containerloop.diagnose.trials import Dial, DialAs, Publish, Rebind, Trial, Untriable
from containerloop.facts import Address, Proof


def kept_proof(proofs: Mapping[str, Proof], trial: Trial) -> Proof | None:
    """The proof that a snapshot keeps of a trial, under today's key or the former; else None.

    What no probe can try is known by its reason, a sentence that may have been worded anew
    since: it stays untried, and no run without proofs is blamed for it.
    """
    kept = proofs.get(trial_key(trial)) or proofs.get(former_trial_key(trial))
    if kept is None and proofs and isinstance(trial, Untriable):
        return Proof(status="untried", reason=trial.reason)
    return kept


def trial_key(trial: Trial) -> str:
    """The name under which a snapshot keeps a trial's proof: JSON in ASCII, its kind first.

    Equal trials share it, others never do. What a trial leaves open (None, an empty list) is
    left out, so that a field which comes later keeps every key that does without it.
    """
    match trial:
        case Dial():
            how = {"scheme": trial.scheme, "mtu": trial.mtu}
            return _json("dial", vantage=trial.vantage, address=_address(trial.address), **how)
        case DialAs():
            return _json(
                "dial-as",
                vantage=trial.vantage,
                networks=trial.networks,
                address=_address(trial.address),
                extra_hosts=trial.extra_hosts,
            )
        case Publish():
            at = {"loopback": trial.loopback, "network": trial.network}
            return _json("publish", container=trial.container, port=trial.port, **at)
        case Rebind():
            return _json(
                "rebind",
                container=trial.container,
                listen_on=trial.listen_on,
                port=trial.port,
                server=_address(trial.server),
                vantage=trial.vantage,
                address=_address(trial.address),
                networks=trial.networks,
                extra_hosts=trial.extra_hosts,
            )
        case Untriable():
            return _json("untriable", reason=trial.reason)


def _json(kind: str, **words: Any) -> str:
    said = {word: value for word, value in words.items() if value is not None and value != ()}
    return json.dumps({"trial": kind} | said, separators=(",", ":"))


def _address(address: Address) -> str:
    """`db:5432/tcp`, `[::1]:53/udp`: always with its transport, unlike what people read."""
    host = f"[{address.host}]" if ":" in address.host else address.host
    return f"{host}:{address.port}/{address.transport.value}"


def former_trial_key(trial: Trial) -> str:
    """The key in snapshots that were saved before keys were JSON. Frozen: only read, never kept.

    It is what Python printed of a trial then, down to the names of that time. A field that a
    trial is given later must show in it wherever it says something: no such trial was kept.
    """
    match trial:
        case Dial():
            said = f"vantage={trial.vantage!r}, address={_former_address(trial.address)}"
            later = f", mtu={trial.mtu}" if trial.mtu else ""
            return f"Dial({said}, scheme={trial.scheme!r}{later})"
        case DialAs():
            said = f"vantage={trial.vantage!r}, networks={trial.networks!r}"
            said += f", address={_former_address(trial.address)}"
            return f"DialAs({said}, extra_hosts={trial.extra_hosts!r})"
        case Publish():
            said = f"container={trial.container!r}, port={trial.port!r}"
            return f"Publish({said}, loopback={trial.loopback!r}, network={trial.network!r})"
        case Rebind():
            said = f"container={trial.container!r}, listen_on={trial.listen_on!r}"
            said += f", port={trial.port!r}, server={_former_address(trial.server)}"
            said += f", vantage={trial.vantage!r}, address={_former_address(trial.address)}"
            said += f", networks={trial.networks!r}, extra_hosts={trial.extra_hosts!r}"
            return f"Rebind({said})"
        case Untriable():
            return f"Untriable(reason={trial.reason!r})"


def _former_address(address: Address) -> str:
    value = address.transport.value
    transport = f"<Transport.{value.upper()}: {value!r}>"
    return f"Address(host={address.host!r}, port={address.port!r}, transport={transport})"
