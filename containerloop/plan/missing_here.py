"""Whether what is asked about is on this engine at all. Pure."""

from __future__ import annotations

from containerloop.facts import Engine, NoProject, Question, Unobserved, is_loopback, literal
from containerloop.topology.inventory import Inventory


def missing_here(question: Question, inventory: Inventory) -> bool:
    """Whether nothing of the project runs here; without a project, whether nobody has the port.

    Another engine may have it then. A stack's tasks may be on other nodes of this engine's own
    swarm, and of several projects one is here.
    """
    survey, project = inventory.survey, inventory.project
    if not isinstance(survey.engine, Engine) or isinstance(survey.containers, Unobserved):
        return False
    if project is not None:
        return not project.stack and not any(c.state.running for c in inventory.scope)
    if not isinstance(survey.project, NoProject) or question.several:
        return False
    if survey.project.candidates:
        return False
    host = question.host
    if host is None or is_loopback(host):
        return bool(question.port) and not inventory.publishing(question.port, question.transport)
    return literal(host) is None and not inventory.named(host)
