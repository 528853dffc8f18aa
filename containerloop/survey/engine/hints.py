"""What to do about an engine that does not answer: one line in the imperative. I/O: files.

Only these hints may live here, and the looking around that they need: the group of a
socket, and the sockets of other engines.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from containerloop.survey.engine.docker_context import BY_DEFAULT, Choice, home_folder

PODMAN = Path("podman/podman.sock")
"""Its socket, below /run or a user's own folder there."""

_START = "start it: sudo systemctl start docker, or open Docker Desktop"


def start_it(choice: Choice) -> str:
    """Start the engine, or use another one whose socket is here."""
    local = choice.socket is not None or choice.address.startswith("npipe:")
    if not local:
        return start_or_choose(choice)
    if choice.socket is not None and "podman" in choice.socket.parts:
        return f"start Podman's service: {_service_of(choice.socket)}"
    others = [path for path in _other_sockets() if path != choice.socket]
    if not others and shutil.which("podman") and not shutil.which("docker"):
        socket = _podmans_socket()
        use = f"export DOCKER_HOST=unix://{socket}"
        return f"start Podman's service and use it: {_service_of(socket)} && {use}"
    if not others:
        return _START
    return f"{_START}; or use the one that is here: export DOCKER_HOST=unix://{others[0]}"


def _podmans_socket() -> Path:
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    root = not runtime or (hasattr(os, "geteuid") and os.geteuid() == 0)
    return Path("/run") / PODMAN if root else Path(str(runtime)) / PODMAN


def _service_of(socket: Path) -> str:
    """Podman answers at a socket only while its service runs, which is not so by itself."""
    everybodys = socket == Path("/run") / PODMAN
    return f"{'sudo systemctl' if everybodys else 'systemctl --user'} start podman.socket"


def restart_it(choice: Choice) -> str:
    """Restart an engine that responds and does not work."""
    if choice.chosen_by == BY_DEFAULT:
        return "restart it: sudo systemctl restart docker, or Docker Desktop"
    return f"restart it, or choose another engine: {_other_way(choice)}"


def start_or_choose(choice: Choice) -> str:
    """Start an engine at an address that was chosen, or choose another."""
    return f"start the engine there, or choose another: {_other_way(choice)}"


def _other_way(choice: Choice) -> str:
    if "context" in choice.chosen_by.lower():
        return "docker context ls, then docker context use NAME"
    return "unset DOCKER_HOST, or docker context use NAME"


def _other_sockets() -> list[Path]:
    """Sockets of engines that are here but were not chosen, for the hint only."""
    home, runtime = home_folder(), os.environ.get("XDG_RUNTIME_DIR")
    places = [Path("/var/run/docker.sock"), Path("/run") / PODMAN]
    if runtime:
        places += [Path(runtime, "docker.sock"), Path(runtime) / PODMAN]
    places += [
        home / ".docker/run/docker.sock",
        home / ".docker/desktop/docker.sock",
        home / ".colima/default/docker.sock",
        home / ".orbstack/run/docker.sock",
        home / ".rd/docker.sock",
    ]
    return [path for path in places if path.is_socket()]


def group_of(gid: int) -> tuple[str, bool]:
    """A group's name, and whether the user database has this user in it."""
    import grp  # noqa: PLC0415 - does not exist on Windows
    import pwd  # noqa: PLC0415 - as above

    try:
        group = grp.getgrgid(gid)
        return group.gr_name, pwd.getpwuid(os.getuid()).pw_name in group.gr_mem
    except KeyError:
        return str(gid), False
