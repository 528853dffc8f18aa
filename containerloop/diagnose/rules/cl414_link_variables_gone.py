"""CL414: a command reads variables of legacy links, which Docker Engine 29 does not set."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, other_attempt
from containerloop.diagnose.finding import Evidence, Finding, Proposal
from containerloop.diagnose.rule_facts.gone_variables import GoneVariables
from containerloop.diagnose.trials import Untriable
from containerloop.facts import Outcome


@diagnosis(
    "CL414",
    "link-variables-gone",
    explains={Outcome.ANSWERED},
    severity="warning",
    warns_when_met=True,
)
def link_variables_gone(case: Case, gone_variables: GoneVariables | None) -> Finding | None:
    """The application reads variables of links, which Docker Engine 29 does not set.

    ## What it means

    Links on the default bridge used to set variables such as `DB_PORT_5432_TCP_ADDR`
    in the client. Docker Engine 29 has removed them; the linked name still resolves:

        up to 28   DB_PORT_5432_TCP_ADDR=172.17.0.2
        29         (not set)           db = 172.17.0.2

    An application that builds its address from them gets an empty host.

    ## How containerloop knows

    The engine is 29 or later, the client is linked to the server, which exposes that
    port, and the client's command reads such a variable; its own variables do not set
    it. It is a warning: whether the engine was started so that it still sets them is
    not to be seen, and nor is what a program reads by itself:

        docker exec app env | grep _TCP_ADDR

    ## Remedy

    Use the name and port instead: `db:5432`, best on a user-defined network:

        docker network create app-net
        docker network connect app-net db
        docker network connect app-net app

    For the time being the engine sets the variables again when it is started with
    `DOCKER_KEEP_DEPRECATED_LEGACY_LINKS_ENV_VARS=1` in its environment.

    Not tested live: this page rests on the notes of Docker Engine 29.0 and on
    moby/moby (50719). The links were seen on Docker Engine 28.5.
    """
    if gone_variables is None:
        return None
    there, client = gone_variables, case.label(case.caller)
    read = ", ".join(there.names)
    links = f"{case.caller.name} is linked to {there.server.name} as {there.alias}"
    version = "docker version --format '{{.Server.Version}}'"
    use = Proposal(
        summary=f"use {there.alias}:{case.address.port} in the command of {client}, in place of"
        f" {read}",
        address=case.address,
        trial=Untriable(reason="the command of a container changes when it is made anew"),
    )
    return Finding(
        summary=f"the command of {client} reads {read}, which Docker Engine 29 and later do not"
        " set for a link",
        subject=f"{client} {there.alias}",
        evidence=(
            configured(case.caller, f"{client}'s command reads {read}", "Config.Cmd"),
            configured(case.caller, links, "HostConfig.Links"),
            Evidence(saw=f"the engine is Docker {there.version}", command=version),
            other_attempt(case.symptom.best),
        ),
        remedies=(use,),
    )
