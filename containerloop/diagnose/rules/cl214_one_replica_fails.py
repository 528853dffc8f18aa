"""CL214: of the containers that one name stands for, some do not serve."""

from __future__ import annotations

import shlex

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import attempt_at
from containerloop.diagnose.finding import Finding, Proposal
from containerloop.diagnose.rule_facts.failing_replicas import FailingReplica
from containerloop.diagnose.trials import Untriable
from containerloop.facts import FAILURES


@diagnosis("CL214", "one-replica-fails", explains=FAILURES, explains_wrong_answer=True)
def one_replica_fails(case: Case, failing_replicas: tuple[FailingReplica, ...]) -> Finding | None:
    """The name stands for several containers of one service, and some of them fail.

    ## What it means

    With `--scale web=3` or `deploy.replicas`, the service's name resolves to all its
    containers. A client uses one address after another, so a single bad container
    fails a part of the calls:

        api --> web = 172.18.0.4  answers
                      172.18.0.5  answers
                      172.18.0.6  connection refused

    It looks like a network that fails now and then. Docker's resolver (outside Swarm)
    returns every running container, healthy or not.

    ## How containerloop knows

    Every address of the name was tried from the client. They belong to containers of
    one service; some served the call, and others did not. A container that may still
    be starting is given time.

    ## Remedy

    Read the log of the container that fails, and recreate it:

        docker logs --tail 30 shop-web-3
        docker rm -f shop-web-3 && docker compose up -d
    """
    if not failing_replicas:
        return None
    return Finding(
        summary=_summary(failing_replicas),
        subject=f"{failing_replicas[0].container.service} {case.address.port}",
        evidence=(
            *(attempt_at(each.attempt, each.container) for each in failing_replicas),
            *(attempt_at(a, c) for a, c in failing_replicas[0].serving),
        ),
        remedies=tuple(_look_into(each) for each in failing_replicas),
    )


def _summary(failing: tuple[FailingReplica, ...]) -> str:
    service, names = failing[0].container.service, ", ".join(f.container.name for f in failing)
    many = f"{len(failing)} of {len(failing) + len(failing[0].serving)} containers of {service}"
    return f"{many} {'does' if len(failing) == 1 else 'do'} not serve ({names})"


def _look_into(failing: FailingReplica) -> Proposal:
    name = failing.container.name
    return Proposal(
        summary=f"check the log of {name}, then recreate it: docker rm -f {shlex.quote(name)}, then"
        " bring the project up again",
        host_command=shlex.join(["docker", "logs", "--tail", "30", name]),
        trial=Untriable(reason="recreating a container would change your project"),
    )
