"""Whether a call may have asked another resolver than Docker's. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.facts import literal
from containerloop.platforms.known import platform_seen
from containerloop.platforms.traits import Platform, Resolver
from containerloop.topology.dns import asks_docker


def went_to_another_resolver(case: Case) -> bool:
    """Whether a name failed, or led to none of its servers, where Docker's resolver has it.

    Podman has no resolver at Docker's address, and the default bridge has none at all.
    """
    platform, led = platform_seen(case.inventory.survey), case.symptom.best.resolved
    docker = isinstance(platform, Platform) and platform.resolver.value is Resolver.EMBEDDED
    if case.client is None or not docker or literal(case.address.host) is not None:
        return False
    if led is not None and case.inventory.owning(led) is not None:
        return False
    return asks_docker(case.client, case.inventory)
