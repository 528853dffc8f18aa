"""An address that Docker Desktop wrote for Windows, and that is not Windows' any more. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.facts import Value, literal


class StaleLine(Value, frozen=True):
    """A line of this machine's hosts file, and the addresses that the machine has instead."""

    name: str
    address: str
    now: tuple[str, ...]


def stale_line(case: Case) -> StaleLine | None:
    """The line that the call went by; None where its address is this machine's, or not known.

    Inside WSL the file is a copy of Windows', whose addresses are not seen from there.
    """
    machine = case.inventory.survey.machine
    name, led = case.address.host.rstrip(".").lower(), case.symptom.best.resolved
    if machine.platform != "win32" or led is None:
        return None
    own = {literal(each) for each in machine.addresses}
    if (name, led) not in machine.hosts_by_desktop or not own or literal(led) in own:
        return None
    now = [a for a in machine.addresses if (n := literal(a)) and n.version == 4]
    return StaleLine(name, led, tuple(a for a in now if not a.startswith(("127.", "169.254."))))
