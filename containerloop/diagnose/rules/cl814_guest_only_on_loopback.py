"""CL814: RabbitMQ admits its account guest from its own loopback only."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import logs
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt, reference_location
from containerloop.diagnose.finding import Evidence, Finding
from containerloop.diagnose.remedies.broker_accounts import account_of_its_own


@diagnosis("CL814", "guest-only-on-loopback", explains=set(), explains_wrong_answer=True)
def guest_only_on_loopback(case: Case) -> Finding | None:
    """RabbitMQ answers, and its account guest may connect from its own loopback only.

    ## What it means

    RabbitMQ's default account `guest` is restricted to connections from localhost.
    The official image lifts that for its default configuration; a configuration file
    of your own can bring it back:

        api --> rabbit:5672   403 ACCESS_REFUSED - Login was refused
        log                   user 'guest' can only connect via localhost

    The network is fine: the refusal comes from RabbitMQ.

    ## How containerloop knows

    The address of a service names guest, and RabbitMQ's log has that sentence of a
    connection from the service's own address, in the last two minutes. No log-in is
    made. Without such a line (or with `--no-logs`) a note says that it was not tried.
    A wrong password has another sentence in the log.

    ## Remedy

    Create an account of your own, which the image does on its first start with

        environment:
          RABBITMQ_DEFAULT_USER: app
          RABBITMQ_DEFAULT_PASS: ...

    and use it in the client. `loopback_users = none` in the configuration file lifts
    the restriction for guest; do so only where nobody else reaches the port.
    """
    refused, server = case.symptom.refused_log_in, case.destination.container
    if refused is None or refused.why != "place" or server is None:
        return None
    name = case.label(server)
    said = f"RabbitMQ's log in {server.name}: user '{refused.user}' can only connect via localhost"
    return Finding(
        summary=f"RabbitMQ in {name} admits its account {refused.user} from its own localhost only,"
        f" not from {case.label(case.caller)}; the network is fine",
        subject=name,
        location=reference_location(case.symptom),
        evidence=(
            Evidence(saw=f"{said} ({refused.peer})", command=logs(server, case.inventory)),
            failed_attempt(case.symptom),
        ),
        remedies=account_of_its_own(case, server),
    )
