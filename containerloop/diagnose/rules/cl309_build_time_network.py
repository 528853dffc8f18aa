"""CL309: a step of an image build called a service, on whose network no build is."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import compose
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import setting_location
from containerloop.diagnose.finding import Evidence, Finding
from containerloop.diagnose.remedies.build_steps import out_of_the_build
from containerloop.diagnose.rule_facts.failed_build import FailedBuild
from containerloop.facts import ARRIVED, LOST


@diagnosis(
    "CL309",
    "build-time-network",
    explains=LOST | ARRIVED,
    explains_wrong_answer=True,
    warns_when_met=True,
)
def build_time_network(case: Case, failed_build: FailedBuild | None) -> Finding | None:
    """An image build is not on the project's network, and cannot reach its services.

    ## What it means

    A `RUN` step of a Dockerfile runs in a container of the builder, not of the
    project. Service names do not resolve there, localhost is the build step itself,
    and the services need not even be running:

        docker compose build    RUN npm run migrate --> db:5432 --x  (no such name)
        docker compose up       api                 --> db:5432      works

    ## How containerloop knows

    The error that was quoted is the output of a build: the failure of a step stands
    below it ("did not complete successfully: exit code"). It says that the name of a
    service was not found, or that localhost refused, and the build is not on the
    host's network. No build is started. What else is found is of running containers.

    ## Remedy

    Move the step from the build to the start of the container, into its command or
    entry point. Where the build must reach a published port, run it on the host's
    network:

        services:
          api:
            build:
              context: .
              network: host

    Then `localhost:PORT` is the engine's host, which is the virtual machine on Docker
    Desktop. `build.extra_hosts` adds names for the build only; `extra_hosts` of the
    service does not apply to it.

    Not tested live: this page rests on Docker's documentation of builds and of the
    compose file, on BuildKit's source, and on threads of docker/compose (2324, 3227,
    6644).
    """
    if failed_build is None:
        return None
    service = failed_build.service
    building = compose(case.inventory, "build", "--progress", "plain")
    command = f"{building} {service.name}" if service else building
    whose = f"of {service.name}" if service else "of the image"
    where = "is that step itself" if failed_build.own_localhost else "is a name for containers only"
    said = f"the quoted error is a build's, and says: {case.address.host} "
    failed = "refused the connection" if failed_build.own_localhost else "was not found"
    return Finding(
        summary=f"the build {whose} called {case.address}, and {case.address.host} {where}: a step"
        " of a build is not on the project's network, whatever runs there",
        subject=f"build {whose}",
        location=setting_location(service, "build"),
        evidence=(Evidence(saw=f"{said}{failed}", command=command),),
        remedies=out_of_the_build(case, failed_build),
        alone=True,
    )
