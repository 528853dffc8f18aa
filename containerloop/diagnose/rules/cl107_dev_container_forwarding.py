"""CL107: the editor forwards the port of the dev container, and another service has it."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt, listening_socket, nothing_listens
from containerloop.diagnose.finding import Finding, Location
from containerloop.diagnose.remedies.forward_from_editor import forwarded_from, ways_to
from containerloop.diagnose.rule_facts.misforwarded import Misforwarded
from containerloop.facts import Outcome

HUNG_UP = {Outcome.ACCEPTED_THEN_CLOSED, Outcome.ACCEPTED_THEN_RESET}


@diagnosis("CL107", "dev-container-forwarding", explains=HUNG_UP | {Outcome.REFUSED})
def dev_container_forwarding(case: Case, misforwarded: Misforwarded | None) -> Finding | None:
    """The editor forwards the dev container's own localhost, not another service's port.

    ## What it means

    `forwardPorts: [5432]` in devcontainer.json brings port 5432 of the dev container
    to this machine. If the database is another service, nothing listens there. While
    the editor is connected its local port accepts first, then closes:

        this machine --> localhost:5432 --> editor --> dev container :5432 --x  (nobody)
                                                       db :5432

    ## How containerloop knows

    The devcontainer.json of this project's compose files forwards the plain number. The
    container it names runs, has the label `devcontainer.local_folder` and does not
    listen on the port. Another service does and does not publish it. What accepts the
    call, if anything does, is an editor's process.

    ## Remedy

    Name the service in the forwarded port and rebuild the dev container, or publish
    the port in the compose file, which works without the editor:

        "forwardPorts": ["db:5432"]

    The `devcontainer` command itself forwards no ports. Some templates put the app into
    the database's network (`network_mode: service:db`); there the number is right.

    Tested live with the file and the label; not with an editor. What that does rests on
    containers.dev and on threads of devcontainers/cli (22) and templates (221).
    """
    found = misforwarded
    if found is None:
        return None
    names = " and ".join(dict.fromkeys(case.label(s.container) for s in found.servers))
    inside, port = case.label(found.inside), found.forward.port
    return Finding(
        summary=f"{found.dev.file} forwards port {port} of {inside}, where nothing listens on it:"
        f" {names} has it",
        subject=f"{found.dev.file} {port}",
        location=Location(
            file=found.dev.file, line=found.forward.line, column=found.forward.column
        ),
        evidence=(
            failed_attempt(case.symptom),
            forwarded_from(found),
            nothing_listens(case.inventory.namespace_owner(found.inside), port),
            *((listening_socket(found.by, None),) if found.by else ()),
        ),
        remedies=ways_to(case, found),
    )
