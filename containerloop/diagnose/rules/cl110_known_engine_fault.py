"""CL110: the engine's release has a fault that is on record."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt, has_the_name, state_of
from containerloop.diagnose.finding import Evidence, Finding, Proposal
from containerloop.diagnose.rule_facts.engine_fault import EngineFault
from containerloop.diagnose.trials import Untriable
from containerloop.facts import NO_SUCH_NAME, Outcome
from containerloop.platforms.known_faults import Sign

_VERSION = "docker version --format '{{.Server.Version}}'"


@diagnosis("CL110", "known-engine-fault", explains=NO_SUCH_NAME | {Outcome.REFUSED})
def known_engine_fault(case: Case, engine_fault: EngineFault | None) -> Finding | None:
    """This version of the engine has a known fault that looks like this failure.

    ## What it means

    A few releases of Docker Engine broke networking in ways that no setting explains:

        28.0.0   rootless with the slirp4netns port driver: ports cannot be published;
                 fixed in 28.0.1 (moby 49499)
        29.1.0   names do not resolve in containers that were restarted since the
                 upgrade; fixed in 29.1.1 (moby 51614, 51615)

    The numbers are issues and pull requests on GitHub. Others are on record without
    a release that is known to mend them, such as 29.0.x with that port driver (moby
    51591); they are not concluded.

    ## How containerloop knows

    The engine is of exactly that version, and fails in exactly that way: a name that
    a running container has on the client's own network was not resolved, or the engine
    gives that error for a container that it did not start.

    ## Remedy

    Upgrade the engine to a release with the fix, or go back to the last one that
    worked, and recreate the containers: `docker compose up -d --force-recreate`.

    Not tested live: this page rests on the threads named above.
    """
    if engine_fault is None:
        return None
    fault, container = engine_fault.fault, engine_fault.container
    named = fault.sign is Sign.NAMES
    return Finding(
        summary=f"Docker Engine {fault.version} has a known fault ({fault.source}): {fault.does}",
        subject=f"engine {fault.version} {fault.sign.name}",
        evidence=(
            failed_attempt(case.symptom),
            has_the_name(container) if named else state_of(container),
            Evidence(saw=f"the engine is {fault.version}", command=_VERSION),
        ),
        remedies=(
            Proposal(
                summary=f"upgrade the engine to {fault.mended_in} or later, and recreate the"
                " containers",
                trial=Untriable(reason="containerloop upgrades no engine"),
            ),
        ),
        alone=True,
    )
