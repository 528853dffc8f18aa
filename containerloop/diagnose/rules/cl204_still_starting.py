"""CL204: the server has been started and is not ready yet."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import until_ready
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt, nothing_listens
from containerloop.diagnose.finding import Finding, Proposal
from containerloop.diagnose.remedies.wait_for_health import wait_for_health
from containerloop.diagnose.rule_facts.servers import Servers, Target
from containerloop.diagnose.trials import Untriable
from containerloop.facts import Listener, Maybe, Outcome, Unobserved


@diagnosis(
    "CL204",
    "still-starting",
    explains={Outcome.REFUSED, Outcome.ACCEPTED_THEN_CLOSED, Outcome.ACCEPTED_THEN_RESET},
)
def still_starting(
    case: Case, target: Target | None, target_listeners: tuple[Listener, ...], servers: Servers
) -> Maybe[Finding | None]:
    """The server is not ready yet, and its client did not wait for it.

    ## What it means

    A container that runs is not yet a server that listens: a database may need
    seconds, and minutes at its first start. A client that connects meanwhile is
    refused:

        db    started ...... reads its files ...... listens
        api   started - connects to db:5432 - refused - exits

    `depends_on: [db]` waits until db is started, not until it is ready.

    ## How containerloop knows

    The container runs, its own healthcheck still says `starting`, and no socket in it
    listens on the port. If a client exited soon after its server was started, and all
    is well now, a note says so.

    ## Remedy

    Wait, once by hand and always in the file:

        docker compose up -d --wait db

    ```yaml
    services:
      api:
        depends_on:
          db: {condition: service_healthy}
    ```

    A healthcheck should connect as clients do (`pg_isready -h 127.0.0.1`).
    """
    server = target.container if target else case.destination.container
    if server is None or target_listeners or server.state.health != "starting":
        return None
    own = [s for s in servers.containers if s.container is server]
    if target is None and not (own and own[0].listeners == ()):
        unseen = own[0].listeners if own else None
        return unseen if isinstance(unseen, Unobserved) else None
    if not server.state.running or server.state.restarts > 1:
        return None
    name, port = case.label(server), target.port if target else case.destination.port
    age = f", {server.state.up_s:.0f} s after its start" if server.state.up_s is not None else ""
    transport = case.address.transport
    health = configured(server, f"the healthcheck of {server.name} says starting", "State.Health")
    return Finding(
        summary=f"{name} is still starting: nothing in it listens on {port} yet{age}",
        subject=name,
        evidence=(health, nothing_listens(server, port, transport), failed_attempt(case.symptom)),
        remedies=(
            Proposal(
                summary=f"wait until {name} is ready",
                host_command=until_ready(server, case.inventory),
                trial=Untriable(reason="only its own time makes it ready"),
            ),
            *wait_for_health(case, server),
        ),
    )
