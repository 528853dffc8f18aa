"""What an engine and its host hold, to be compared before and after. Reads only."""

import re
import time
from dataclasses import dataclass

import docker

from .private import in_engine_root

OURS = ("containerloop-probe", "containerloop-fixture/")  # images that a run may leave
PROBE = "containerloop.run"  # the label of every container that a run starts
COUNTERS = r"\[\d+:\d+\]"  # packets and bytes
SETTLE = 5.0  # seconds until containers that remove themselves must be gone


@dataclass(frozen=True, slots=True)
class Holdings:
    """Names and states, sorted. `firewall` is empty where the host is not ours to look at."""

    containers: tuple[str, ...]
    networks: tuple[str, ...]
    images: tuple[str, ...]
    volumes: tuple[str, ...]
    firewall: tuple[str, ...]


def holdings(client: docker.APIClient, *, init: int | None) -> Holdings:
    """What there is now; `init` is the first process of a private engine."""
    tags = (tag for image in client.images() for tag in image.get("RepoTags") or [image["Id"]])
    volumes = client.volumes().get("Volumes") or []
    return Holdings(
        containers=tuple(sorted(_container(c) for c in client.containers(all=True))),
        networks=tuple(sorted(f"{n['Id']} {n['Name']}" for n in client.networks())),
        images=tuple(sorted(tag for tag in tags if not tag.startswith(OURS))),
        volumes=tuple(sorted(v["Name"] for v in volumes)),
        firewall=_firewall(init) if init else (),
    )


def at_rest(client: docker.APIClient, *, init: int | None) -> Holdings:
    """What there is once the probes of earlier runs have removed themselves."""
    deadline = time.monotonic() + SETTLE
    while client.containers(all=True, filters={"label": PROBE}) and time.monotonic() < deadline:
        time.sleep(0.05)
    return holdings(client, init=init)


def settled(client: docker.APIClient, before: Holdings, *, init: int | None) -> Holdings:
    """What there is once it equals `before`, or what there still is after SETTLE seconds."""
    deadline = time.monotonic() + SETTLE
    while (after := holdings(client, init=init)) != before and time.monotonic() < deadline:
        time.sleep(0.1)
    return after


def _container(described: dict[str, object]) -> str:
    # the State alone: the Status counts seconds
    return f"{described['Id']} {described['Names']} {described['State']}"


def _firewall(init: int) -> tuple[str, ...]:
    rules: list[str] = []
    for family in ("iptables-save", "ip6tables-save"):
        table = ""
        for line in in_engine_root(init, family).stdout.splitlines():
            if line.startswith("*"):
                table = f"{family} {line[1:]}"
            # an empty chain that lets pass is as good as none: 28.5 leaves a raw table behind
            elif line.startswith(("-A", ":")) and " ACCEPT [" not in line:
                rules.append(f"{table} {re.sub(COUNTERS, '', line)}")
    return tuple(rules)
