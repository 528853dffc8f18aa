"""Remedies as they are made in a swarm, whose services no `docker compose` changes. Pure.

A stack's file takes most of compose's settings, passes over some without a word, and publishes
on all addresses of its nodes whatever address stands before a port.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from containerloop.diagnose.finding import Finding, Proposal
from containerloop.diagnose.trials import Untriable
from containerloop.topology.inventory import Inventory

PASSED_OVER = (
    "container_name", "depends_on", "devices", "links", "network_mode", "restart", "security_opt",
    "userns_mode",
)  # fmt: skip
"""What `docker stack deploy` reads and does not use."""


def in_stack_words(finding: Finding, inventory: Inventory) -> Finding:
    """The finding with remedies that can be carried out, where it is about a stack's services."""
    project = inventory.project
    tasks = {c.service: c.task_of for c in inventory.scope if c.task_of and c.service}
    if not tasks and not (project is not None and project.stack):
        return finding
    filed = project is not None and project.source == "compose"
    remedies = tuple(_reworded(each, tasks, filed=filed) for each in finding.remedies)
    return replace(finding, remedies=remedies)


def _reworded(remedy: Proposal, tasks: Mapping[str, str], *, filed: bool) -> Proposal:
    changed: dict[str, dict[str, Any]] = (remedy.override or {}).get("services", {})
    useless = [key for settings in changed.values() for key in settings if key in PASSED_OVER]
    if useless:
        reason = f"docker stack deploy ignores {useless[0]}"
        return replace(remedy, patch=None, override=None, trial=Untriable(reason=reason))
    bound = [p for s in changed.values() for p in s.get("ports", ()) if str(p).count(":") > 1]
    if bound:
        reason = "a swarm publishes on all addresses of its nodes, whatever stands before a port"
        return replace(remedy, patch=None, override=None, trial=Untriable(reason=reason))
    if filed or len(changed) != 1 or remedy.host_command:
        return remedy
    name, settings = next(iter(changed.items()))
    command = _updated(tasks[name], settings) if name in tasks else None
    return replace(remedy, override=None, host_command=command) if command else remedy


def _updated(service: str, settings: Mapping[str, Any]) -> str | None:
    """The command for variables of a service whose stack's file is not here; None for the rest."""
    variables = settings.get("environment")
    if len(settings) != 1 or not isinstance(variables, dict):
        return None
    words = [word for key, value in variables.items() for word in ("--env-add", f"{key}={value}")]
    secret = any("${" in word for word in words)
    return None if secret else shlex.join(["docker", "service", "update", *words, service])
