"""A service's list of ports in place of all that other files add to it. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.compose_yaml import REPLACES
from containerloop.diagnose.remedies.ports_item import ports_item
from containerloop.diagnose.rule_facts.merged_ports import MergedPorts
from containerloop.diagnose.trials import Untriable
from containerloop.facts import Address
from containerloop.topology.ports import dialled_on_machine


def only(case: Case, found: MergedPorts) -> Proposal:
    """The list without the earlier file's item, and the address at which it is served then."""
    name, newer = case.label(found.container), found.newer.publication
    lines = [ports_item(each) for each in found.kept]
    outside = Address(
        host=dialled_on_machine(newer), port=newer.host_port, transport=newer.transport
    )
    return Proposal(
        summary=f"let {ports_item(newer)} replace the other (ports: !override)",
        address=outside if newer.host_port else None,
        override={"services": {found.container.service: {"ports": {REPLACES: lines}}}},
        trial=Untriable(reason=f"{name} is not running"),
    )
