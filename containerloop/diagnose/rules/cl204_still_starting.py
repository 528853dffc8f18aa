"""CL204: the server has been started and is not ready yet."""

from __future__ import annotations

from containerloop.diagnose.commands import until_ready
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt, nothing_listens
from containerloop.diagnose.finding import Finding, Proposal
from containerloop.diagnose.remedies.wait_for_health import wait_for_health
from containerloop.diagnose.rule_facts.servers import Server, Target
from containerloop.diagnose.symptom import Symptom
from containerloop.diagnose.trials import Untriable
from containerloop.facts import Container, Listener, Outcome
from containerloop.topology.destination import Destination
from containerloop.topology.inventory import Inventory


@diagnosis(
    "CL204",
    "still-starting",
    explains={Outcome.REFUSED, Outcome.ACCEPTED_THEN_CLOSED, Outcome.ACCEPTED_THEN_RESET},
)
def still_starting(
    symptom: Symptom,
    client: Container | None,
    destination: Destination,
    target: Target | None,
    target_listeners: tuple[Listener, ...],
    servers: tuple[Server, ...],
    inventory: Inventory,
) -> Finding | None:
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
    server = target.container if target else destination.container
    if server is None or target_listeners or server.state.health != "starting":
        return None
    own = [s for s in servers if s.container is server]
    if target is None and not (own and own[0].listeners == ()):
        return None
    if not server.state.running or server.state.restarts > 1:
        return None
    name, port = inventory.label(server), target.port if target else destination.port
    age = f", {server.state.up_s:.0f} s after its start" if server.state.up_s is not None else ""
    transport = symptom.expectation.address.transport
    health = configured(server, f"the healthcheck of {server.name} says starting", "State.Health")
    return Finding(
        summary=f"{name} is still starting: nothing in it listens on {port} yet{age}",
        subject=name,
        evidence=(health, nothing_listens(server, port, transport), failed_attempt(symptom)),
        remedies=(
            Proposal(
                summary=f"wait until {name} is ready",
                host_command=until_ready(server, inventory),
                trial=Untriable(reason="only its own time makes it ready"),
            ),
            *wait_for_health(client, server, inventory),
        ),
    )
