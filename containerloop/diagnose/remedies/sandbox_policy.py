"""Let a Docker sandbox out to a port, or call the machine around it by its name. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.rule_facts.out_of_the_sandbox import OutOfTheSandbox
from containerloop.diagnose.trials import Untriable
from containerloop.protocols.sandbox_refusals import by_a_deny_rule, by_an_organization
from containerloop.topology.hosts import HOST_DOCKER_INTERNAL, same_host

_LEFT = Untriable(reason="the policy is changed outside the sandbox, and left to you")


def let_it_out(found: OutOfTheSandbox) -> Proposal:
    """What lifts the policy, by whose rule it is."""
    said, resource = found.said.refusal or "", _resource(found)
    if by_an_organization(said):
        summary = f"ask who manages your organization's sandbox policy to allow {resource}"
    elif by_a_deny_rule(said):
        summary = (
            f"outside the sandbox, find the rule that denies {resource} with sbx policy ls, and"
            " remove it (sbx policy rm network --id ID)"
        )
    else:
        summary = (
            "outside the sandbox, run sbx policy allow network"
            f" --sandbox {found.sandbox} {resource}"
        )
    return Proposal(summary=summary, address=found.there, trial=_LEFT)


def call_outside(case: Case, found: OutOfTheSandbox) -> Proposal:
    """The name that the sandbox has for the machine around it."""
    return Proposal(
        summary=f"use {found.there} instead of {case.address}, through the sandbox's proxy (a"
        " client that honours HTTP_PROXY takes it)",
        address=found.there,
        trial=Untriable(reason=f"{found.said.address} was asked for just that, and served it"),
    )


def _resource(found: OutOfTheSandbox) -> str:
    """As policies name it: the proxy makes localhost of the name of the machine outside."""
    outside = same_host(found.there.host, HOST_DOCKER_INTERNAL)
    return f"localhost:{found.there.port}" if outside else str(found.there)
