"""Why something that others wait for is not ready, in words. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.rule_facts.failing_checks import FailingCheck, HeldBack
from containerloop.facts import Container, Unobserved, is_loopback

_CANNOT_RUN = (-1, 126, 127)
_MOST_PORTS = 3
_MOST_QUOTED = 70


def cannot_run(container: Container) -> bool:
    """Whether the check's program is not in the image, or may not be run."""
    check = container.state.check
    missing = check is not None and ("not found" in check.said or "permission" in check.said)
    return check is not None and check.exit_code in _CANNOT_RUN and missing


def why_not_ready(case: Case, held: HeldBack) -> str:
    """The part of a sentence that says why it is not ready: `its healthcheck fails: …`."""
    state, check = held.block.container.state, held.check
    if check is not None:
        return _of_check(check)
    if state.status == "created":
        return f"that was created but never started{_said(state.error)}"
    if not state.running:
        memory = ", killed for lack of memory" if state.oom_killed else ""
        return f"it exited with status {state.exit_code}{memory}"
    if state.health is None:
        return "it has no healthcheck"
    return f"it is {state.status} ({state.health})"


def _of_check(check: FailingCheck) -> str:
    state, dialled = check.container.state, check.dialled
    said = _said(state.check.said if state.check else "")
    if cannot_run(check.container):
        return f"its healthcheck cannot be run{said}"
    if check.nothing_there:
        nobody = f"where nothing listens{_open(check)}"
        return f"its healthcheck connects to port {check.port}, {nobody}"
    if dialled is None:
        return f"its healthcheck fails{said}"
    where = f"{dialled.host}:{dialled.port}"
    return f"its healthcheck, which connects to {where}, fails{said}"


def _open(check: FailingCheck) -> str:
    seen = () if isinstance(check.listeners, Unobserved) else check.listeners
    ports = sorted({x.port for x in seen if not is_loopback(x.address)} or {x.port for x in seen})
    if not ports:
        return " (nor on any other port)"
    listed = " and ".join(map(str, ports[:_MOST_PORTS]))
    return f" ({listed} {'is' if len(ports) == 1 else 'are'} open)"


def _said(text: str) -> str:
    """The end of what was said: before it stand the names of those who pass it on."""
    parts = text.split(": ")
    while len(text) > _MOST_QUOTED and len(parts) > 1:
        parts = parts[1:]
        text = ": ".join(parts)
    return f': it says "{text}"' if text else ""
