"""The services that a change concerns, made anew by `docker compose`. I/O: one program.

Only `docker compose up -d SERVICE…`, with --force-recreate where a configuration is written into
the container, and `docker compose restart SERVICE…` are ever run.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from containerloop.errors import CouldNotAsk
from containerloop.report.apply_commands import stack_of

_PROXY = re.compile(r"([A-Za-z0-9][A-Za-z0-9_.-]*): ")


def commands(keys: Iterable[str], services: Iterable[str], compose: str) -> tuple[str, ...]:
    """What makes a change of these settings count.

    `services` are those of the project; `compose` is how compose is called to mean it. A proxy
    reads its mounted configuration (`nginx: proxy_pass`) when it starts; one that stands in the
    compose file (`services.nginx.configs: proxy_pass`) is written anew with the container alone.
    A swarm's stack is deployed as a whole.
    """
    if stack_of(compose):
        return (compose,)
    every, known = list(keys), sorted(services)
    owners = {max((s for s in known if k.startswith(f"services.{s}.")), default="") for k in every}
    changed = sorted(owners - {""})
    named = {m[1] for key in every if (m := _PROXY.match(key))}
    proxies = [s for s in known if s in named and s not in changed]
    inline = [s for s in changed if any(k.startswith(f"services.{s}.configs: ") for k in every)]
    others = [s for s in changed if s not in inline]
    made = [shlex.join(["up", "-d", *others])] if others else []
    made += [shlex.join(["up", "-d", "--force-recreate", *inline])] if inline else []
    made += [shlex.join(["restart", *proxies])] if proxies else []
    return tuple(f"{compose} {words}" for words in made)


def run(told: Sequence[str], cwd: Path) -> None:
    """Run these commands one after the other; what they say goes to stderr.

    Raises `CouldNotAsk` where one cannot be run or fails; the files stay as they were written.
    """
    for command in told:
        if stack_of(command):
            hint = f"deploy it yourself, it concerns every node: {command}"
            raise CouldNotAsk("--up recreates services of docker compose, not a swarm's", hint)
        hint = f"the files stay as they were written; run it yourself: {command}"
        try:
            ended = subprocess.run(
                shlex.split(command), cwd=cwd, check=False, stdin=subprocess.DEVNULL,
                stdout=sys.stderr.fileno(),
            )  # fmt: skip
        except OSError as error:
            raise CouldNotAsk(f"cannot run docker: {error.strerror}", hint) from error
        if ended.returncode:
            raise CouldNotAsk(f"{command} ended with status {ended.returncode}", hint)
