"""Another name for a server whose own has an underscore, which no host name may have. Pure."""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.diagnose.case import Case
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.combine import merged
from containerloop.diagnose.remedies.patches import Override
from containerloop.diagnose.remedies.reference_change import written_as
from containerloop.diagnose.trials import DialAs, Trial, Untriable
from containerloop.facts import Container


def hyphenated(host: str) -> str:
    """The name with hyphens in place of underscores."""
    return host.replace("_", "-")


def hyphenated_alias(case: Case, server: Container, *, accepted: bool) -> Proposal:
    """An alias without an underscore, and the client's address changed to it.

    `accepted`: the server was asked by that name and served it.
    """
    address = replace(case.address, host=hyphenated(case.address.host))
    shared = [n for n in case.inventory.shared_networks(case.caller, server) if n != "bridge"]
    _, changed = written_as(case, address)
    alias = _alias(case, server, shared[0], address.host) if shared else None
    more = "" if accepted else f', and add "{address.host}" to the host names that it serves'
    return Proposal(
        summary=f'give {case.label(server)} the alias "{address.host}" and use {address}{more}',
        address=address,
        override=(merged(alias, changed) if case.reference else alias) if accepted else None,
        trial=_trial(case, server, shared, address.host)
        if accepted
        else Untriable(reason="it would change a setting of your server"),
    )


def _alias(case: Case, server: Container, network: str, alias: str) -> Override | None:
    config, project = case.inventory.config(server), case.inventory.project
    if config is None or project is None:
        return None
    key = next((key for key, real in project.networks.items() if real == network), network)
    known = config.aliases.get(network, ())
    return {"services": {config.name: {"networks": {key: {"aliases": [*known, alias]}}}}}


def _trial(case: Case, server: Container, shared: list[str], alias: str) -> Trial:
    there = next((a.ipv4 for a in server.attachments if a.network in shared and a.ipv4), None)
    if there is None:
        return Untriable(reason="the server has no address on a network of the client's")
    return DialAs(
        vantage=case.vantage,
        networks=tuple(shared),
        address=replace(case.address, host=alias),
        extra_hosts=(*case.caller.extra_hosts, f"{alias}:{there}"),
    )
