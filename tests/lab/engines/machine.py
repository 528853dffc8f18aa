"""Which distribution this machine is, and the package sources its own apt is set up with.

Reads only: `/etc/os-release`, apt's configuration, the keyrings. No mirror is named in
here; whatever mirror the machine uses is used.
"""

import functools
import platform
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .refusals import CannotSetUp

KEYRINGS = Path("/usr/share/keyrings")
INDEX = re.compile(r"'(.+/)dists/(.+)/([^/]+)/binary-[^/]+/Packages")
INSTALL_DOCKER = (
    "Install Docker Engine with its compose plugin (or Docker Desktop), start it, and try again"
)


@dataclass(frozen=True, slots=True)
class Target:
    """One index that the machine's apt would fetch."""

    uri: str
    release: str
    component: str


@dataclass(frozen=True, slots=True)
class Machine:
    """`family` is `debian` or `ubuntu`; `codename` its release, such as `bookworm`."""

    family: str
    codename: str
    targets: tuple[Target, ...]


@functools.cache
def this_machine() -> Machine:
    """The machine we are on; raises `CannotSetUp` where there are no packages to unpack."""
    if platform.system() != "Linux":
        raise CannotSetUp(f"{INSTALL_DOCKER}: a private engine can be made only on Linux.")
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        release = {}
    family = release.get("ID", "")
    if family not in ("debian", "ubuntu"):
        name = release.get("PRETTY_NAME", "This system")
        raise CannotSetUp(
            f"{INSTALL_DOCKER}: {name} has no Debian or Ubuntu packages to"
            " make a private engine of."
        )
    return Machine(family, release.get("VERSION_CODENAME", "sid"), configured_targets())


def configured_targets() -> tuple[Target, ...]:
    """What the machine's apt has in its sources, in both of their file formats."""
    wanted = "$(REPO_URI)|$(RELEASE)|$(COMPONENT)"
    # it names what there are lists of, and an image of a container often comes without them
    listed = parse_targets(_apt_get("indextargets", "--format", wanted))
    return listed or parse_indexes(_apt_get("update", "--print-uris"))


def _apt_get(*arguments: str) -> list[str]:
    try:
        return subprocess.run(
            ["apt-get", *arguments], check=True, capture_output=True, text=True
        ).stdout.splitlines()
    except (OSError, subprocess.CalledProcessError) as failure:
        raise CannotSetUp(f"{INSTALL_DOCKER}: apt-get does not work here ({failure}).") from failure


def parse_targets(lines: list[str]) -> tuple[Target, ...]:
    """`uri|release|component` lines, without repetitions, in the order given."""
    rows = (line.split("|") for line in lines)
    return tuple(dict.fromkeys(Target(*row) for row in rows if len(row) == 3))


def parse_indexes(lines: list[str]) -> tuple[Target, ...]:
    """The same from `'uri/dists/release/component/binary-…/Packages…' …`, what apt would fetch."""
    found = (INDEX.match(line) for line in lines)
    return tuple(dict.fromkeys(Target(*one.groups()) for one in found if one))


def sources(machine: Machine, suite: str) -> list[str]:
    """The lines of a sources.list for `suite`, from the mirrors of this machine."""
    if machine.family == "ubuntu":
        return ubuntu_sources(machine, suite)
    signed = f"[signed-by={keyring('debian')}]"
    lines = [f"deb {signed} {debian_mirror(machine)} {suite} main"]
    security = security_mirror(machine)
    if security and suite != "sid":
        lines.append(f"deb {signed} {security} {suite}-security main")
    return lines


def ubuntu_sources(machine: Machine, suite: str) -> list[str]:
    """Ubuntu's own suite: Debian's mirror and keyring are usually unknown there."""
    pockets = {suite, f"{suite}-updates", f"{suite}-security"}
    lines = [
        f"deb [signed-by={keyring('ubuntu')}] {target.uri} {target.release} {target.component}"
        for target in machine.targets
        if target.release in pockets and target.component in ("main", "universe")
    ]
    if not lines:
        raise CannotSetUp(f"apt has no source for {suite} here. {INSTALL_DOCKER}.")
    return lines


def debian_mirror(machine: Machine) -> str:
    """The mirror this machine's own release comes from: a mirror carries every suite."""
    own = (machine.codename, "stable", "oldstable", "testing", "sid", "unstable")
    candidates = [
        target.uri
        for target in machine.targets
        if target.release in own and target.component == "main" and "security" not in target.uri
    ]
    # other vendors publish under the same release name; theirs do not end in /debian
    candidates.sort(key=lambda uri: "/debian" not in uri)
    if not candidates:
        raise CannotSetUp(f"apt has no Debian mirror in its sources here. {INSTALL_DOCKER}.")
    return candidates[0]


def security_mirror(machine: Machine) -> str | None:
    """The mirror of security updates, when the machine has one."""
    found = (t.uri for t in machine.targets if t.release.endswith("-security"))
    return next(found, None)


def keyring(family: str) -> Path:
    """The distribution's own keyring: packages are unpacked only when it signs for them."""
    for ending in ("gpg", "pgp"):
        candidate = KEYRINGS / f"{family}-archive-keyring.{ending}"
        if candidate.exists():
            return candidate
    name = "ubuntu-keyring" if family == "ubuntu" else "debian-archive-keyring"
    raise CannotSetUp(f"The keyring of {family} is missing: apt-get install {name}.")
