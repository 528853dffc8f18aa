"""An address added to NO_PROXY, in the user's own line where there is one. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

from containerloop.diagnose.case import Case
from containerloop.diagnose.file_change import FileChange
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.combine import joined
from containerloop.diagnose.remedies.patches import Override, part_patch, service_key_patch
from containerloop.diagnose.remedies.reference_change import config_of
from containerloop.diagnose.trials import Dial, Untriable
from containerloop.facts import Exemption

_SPELLINGS = ("NO_PROXY", "no_proxy")
_MASK = "***"


def exempt_from_proxy(case: Case) -> Proposal:
    """Let the client connect to this host without its proxy; the direct call is the trial."""
    client, host = case.caller, case.address.host
    set_so_far = [each for each in client.no_proxy if each.text.strip(", ")]
    names = " and ".join(each.key for each in set_so_far) or " and ".join(_SPELLINGS)
    patch, override = _changes(case, set_so_far) if client.project else (None, None)
    return Proposal(
        summary=f"add {host} to {names} in {case.label(client)}",
        patch=patch,
        override=override,
        trial=Dial(vantage=case.vantage, address=case.address),
    )


def _changes(case: Case, set_so_far: list[Exemption]) -> tuple[FileChange | None, Override | None]:
    client, host = case.caller, case.address.host
    if not set_so_far:
        config = config_of(client, case.inventory)
        rows = [f"{key}={host}" for key in _SPELLINGS]
        patch, _ = service_key_patch(config, "environment", rows)
        return patch, _override(case, dict.fromkeys(_SPELLINGS, host))
    values = {each.key: f"{each.text.rstrip(', ')},{host}" for each in set_so_far}
    hidden = any(_MASK in text for text in values.values())
    return _appended(set_so_far, host), None if hidden else _override(case, values)


def _override(case: Case, values: dict[str, str]) -> Override:
    name = case.caller.service or case.caller.name
    return {"services": {name: {"environment": values}}}


def _appended(lines: Iterable[Exemption], host: str) -> FileChange | None:
    """The host after the last character of each value; None where a file lacks one of them."""
    ordered = sorted(lines, key=lambda each: each.last.place.line or 0 if each.last else 0)
    patches = [
        part_patch(part, f"{part.text[part.start : part.end]},{host}") if part else None
        for part in (each.last for each in ordered)
    ]
    return reduce(joined, patches)


def another_proxy(case: Case, key: str) -> Proposal:
    """The way leads through a proxy, and has to: its address is what must be right."""
    return Proposal(
        summary=f"correct the address in {key} of {case.label(case.caller)}",
        trial=Untriable(reason="which proxy is meant is not written anywhere"),
    )
