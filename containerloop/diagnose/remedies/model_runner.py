"""Use Docker Model Runner at the host's gateway. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.combine import joined, merged
from containerloop.diagnose.remedies.dial_host import host_trial, with_host_name
from containerloop.diagnose.remedies.reference_change import written_as
from containerloop.diagnose.trials import Untriable
from containerloop.facts import Address, Listener
from containerloop.topology.hosts import MODEL_RUNNER, MODEL_RUNNER_PORT

_INSTALL = "start Docker Model Runner (docker model install-runner)"


def through_the_gateway(case: Case, listeners: tuple[Listener, ...]) -> Proposal:
    """Its name with its port, and the name made known; first the runner, where it is not there."""
    address = Address(host=MODEL_RUNNER, port=MODEL_RUNNER_PORT)
    patch, override = (None, None)
    if case.address.port != MODEL_RUNNER_PORT:
        patch, override = written_as(case, address)
    config = case.inventory.config(case.caller)
    lines = (*case.caller.extra_hosts, *(config.extra_hosts if config else ()))
    known = any(line.startswith(MODEL_RUNNER) for line in lines)
    if not known:
        name_patch, name_override = with_host_name(case, MODEL_RUNNER)
        same = case.address.port == MODEL_RUNNER_PORT
        patch = name_patch if same else joined(patch, name_patch)
        override = name_override if same else merged(override, name_override)
    runs = any(x.port == MODEL_RUNNER_PORT for x in listeners)
    trial = host_trial(case, address, listeners)
    return Proposal(
        first=() if runs else (_INSTALL,),
        whole=runs,
        summary=f"use {address}" + ("" if known else ", and define that name with extra_hosts"),
        address=address,
        patch=patch,
        override=override,
        trial=trial if runs else Untriable(reason=f"nothing here listens on {MODEL_RUNNER_PORT}"),
    )
