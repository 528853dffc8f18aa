"""CL406: a line in a hosts file sends the name to another address."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import within
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt, setting_location
from containerloop.diagnose.finding import Evidence, Finding, Location
from containerloop.diagnose.remedies.hosts_lines import ways_on_this_machine, without_line
from containerloop.diagnose.rule_facts.hosts_line import HostsLine
from containerloop.facts import FAILURES, NO_SUCH_NAME


@diagnosis(
    "CL406",
    "hosts-file-override",
    explains=FAILURES - NO_SUCH_NAME,
    explains_wrong_answer=True,
)
def hosts_file_override(case: Case, hosts_line: HostsLine | None) -> Finding | None:
    """A line in a hosts file sends the name to another address.

    ## What it means

    A hosts file is read before any name server is asked. A line for a name hides what
    Docker's resolver would answer, in one container or on the whole machine:

        /etc/hosts in api     10.0.0.9  db       (from extra_hosts, or the image)
        Docker's resolver     db = 172.18.0.3    (never asked)

    ## How containerloop knows

    The name came from the client's hosts file, with an address that no server of this
    name has, while one that listens on the port has the name on a network of the
    client's. On this machine: localhost has another address, or a container's name has
    one of a container network that no container of this name has.

    ## Remedy

    Remove the line where it comes from: the `extra_hosts` of the service, the mounted
    file, whatever adds it at the start, or this machine's hosts file. Then recreate the
    container. Editing `/etc/hosts` inside one lasts only until its next start.
    """
    if hosts_line is None:
        return None
    here = case.client is None
    ways = ways_on_this_machine(case, hosts_line) if here else (without_line(case, hosts_line),)
    return Finding(
        summary=_summary(case, hosts_line),
        subject=f"{case.vantage} {hosts_line.name}",
        location=None if here else _location(case, hosts_line),
        evidence=(failed_attempt(case.symptom), *_lines(case, hosts_line)),
        remedies=ways,
    )


def _summary(case: Case, line: HostsLine) -> str:
    where = f"in {case.label(case.client)}" if case.client else "on this machine"
    hidden = f"the container {line.hidden[0].name}" if line.hidden else "its own loopback"
    whose = "an extra_hosts line" if line.origin == "extra_hosts" else "a line of the hosts file"
    return f"{where}, {whose} sends {line.name} to {line.address}, not to {hidden}"


def _location(case: Case, line: HostsLine) -> Location | None:
    key = {"extra_hosts": "extra_hosts", "mount": "volumes"}.get(line.origin, "")
    config = case.inventory.config(case.inventory.namespace_owner(case.caller))
    return setting_location(config, key) if key and config and key in config.lines else None


def _lines(case: Case, line: HostsLine) -> tuple[Evidence, ...]:
    said = f"its hosts file has {line.address} {line.name}"
    read = within(case.client, "cat", "/etc/hosts") if case.client else "cat /etc/hosts"
    field = "NetworkSettings.Networks"
    named = (configured(c, f"{c.name} has the name {line.name}", field) for c in line.hidden)
    return Evidence(saw=said, command=read), *named
