"""Give a container Docker's resolver back. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.trials import DialAs
from containerloop.topology.dns import networks_of


def by_dockers_resolver(case: Case, *, mounted: bool) -> Proposal:
    """The client without its own resolv.conf; a probe on its networks has Docker's."""
    owner = case.inventory.namespace_owner(case.caller)
    name = case.label(owner)
    what = f"remove the mount over /etc/resolv.conf from {name}"
    if not mounted:
        what = f"keep {name} from rewriting its /etc/resolv.conf"
    return Proposal(
        summary=f"{what}, and recreate it (dns: chooses servers for names outside Docker)",
        address=case.address,
        trial=DialAs(
            vantage=case.vantage,
            networks=networks_of(case.caller, case.inventory),
            address=case.address,
            extra_hosts=owner.extra_hosts,
        ),
    )
