"""Accounts of a message broker. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import within
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.trials import Untriable
from containerloop.facts import Container

_RESTRICTED = Untriable(reason="a log-in with a new account would change your broker")


def account_of_its_own(case: Case, broker: Container) -> tuple[Proposal, ...]:
    """A new account for the client; or guest admitted from everywhere."""
    name, client = case.label(broker), case.label(case.caller)
    made = (
        within(broker, "rabbitmqctl", "add_user", "app"),
        within(broker, "rabbitmqctl", "set_permissions", "app", ".*", ".*", ".*"),
    )
    own = Proposal(
        summary=f"create an account for {client} in {name}, and use it in its address"
        " (rabbitmqctl asks for the password)",
        host_command=" && ".join(made).replace("docker exec", "docker exec -it", 1),
        trial=_RESTRICTED,
    )
    guest = Proposal(
        summary="write loopback_users = none into the broker's configuration (rabbitmq.conf),"
        f" and restart {name}: guest is then admitted from everywhere",
        trial=_RESTRICTED,
    )
    return own, guest
