"""CL415: a stronger source sets another value than the file."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt, reference_location
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.weaker_value import stands_at, weaker_value
from containerloop.diagnose.rule_facts.overruled_value import OverruledValue
from containerloop.facts import FAILURES


@diagnosis("CL415", "another-value-wins", explains=FAILURES, explains_wrong_answer=True)
def another_value_wins(case: Case, overruled_value: OverruledValue | None) -> Finding | None:
    """The container has another value than the file, because a stronger source sets it.

    ## What it means

    A variable can be set in several places. For `${NAME}` in a compose file, the
    shell takes precedence over `.env`. For what the container gets, from strong to
    weak:

        docker compose run -e      environment:      env_file:      ENV of the image

    A line `- DATABASE_URL` without a value takes it from the shell or from `.env`. Of
    several files in `env_file`, the later one wins. So the address that you see in
    one file may not be the one that is used.

    ## How containerloop knows

    The container has the address that counts by these rules, and fails with it. A
    weaker place has another one, at which the server answered the same client. Values
    are compared by host and port only, and nothing else of them is shown.

    ## Remedy

    Change or remove the stronger value, then recreate the container:

        unset DATABASE_URL
        docker compose up -d api

    An application may also read a file of its own, such as a `.env` that was copied
    into the image: that is not seen.
    """
    if overruled_value is None:
        return None
    key = overruled_value.overruled.reference.host_part.place.key.rpartition("environment.")[2]
    name, has = case.label(case.caller), f"{key} of {case.caller.name} has {case.address}"
    return Finding(
        summary=f"{key} of {name} is {case.address}, {_from(overruled_value)},"
        f" and not {overruled_value.address} as in {stands_at(overruled_value)}",
        subject=f"{name} {key}",
        location=reference_location(case.symptom),
        evidence=(configured(case.caller, has, "Config.Env"), failed_attempt(case.symptom)),
        remedies=(weaker_value(case, overruled_value),),
        alone=True,
    )


def _from(value: OverruledValue) -> str:
    return {
        "shell": f"from {value.overruled.variable} in this shell",
        "environment": "from environment:, which takes precedence over env_file:",
        "env_file": "from a later file in env_file:",
    }[value.overruled.by]
