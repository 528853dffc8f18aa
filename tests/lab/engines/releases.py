"""Which engine version comes from which suite, and what is unpacked of it."""

import re
from dataclasses import dataclass

from . import machine
from .refusals import CannotSetUp
from .trees import Recipe

DEFAULT = "26.1"

# iptables and iproute2 make the engine's "host" a host; procps is for `docker top`
BESIDE_THE_ENGINE = ("iptables", "iproute2", "busybox-static", "base-files", "procps")
DOCKER = ("docker.io", *BESIDE_THE_ENGINE)
# the last three are for the script that starts it
DOCKER_ROOTLESS = (
    *DOCKER, "rootlesskit", "slirp4netns", "passt", "uidmap", "util-linux", "dash", "coreutils",
    "grep",
)  # fmt: skip
# one of runc and crun is needed, one of netavark and CNI, one of passt and slirp4netns
PODMAN = (
    "podman", "runc", "conmon", "netavark", "aardvark-dns", "catatonit", "nftables",
    "passt", "slirp4netns", "uidmap", "fuse-overlayfs", "mount", "util-linux", *BESIDE_THE_ENGINE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Release:
    """An engine: the suite its packages are in, and the script that becomes it at the end.

    `words` are what that script is told before the engine's own flags.
    `elsewhere`: the command runs on another machine than the engine, whose own is called `host`.
    """

    suite: str
    packages: tuple[str, ...] = DOCKER
    start: str = "dockerd.sh"
    words: tuple[str, ...] = ()
    elsewhere: bool = False
    host: str = "containerloop-engine"


def _rootless(suite: str, net: str, ports: str, *flags: str, loopback: bool = False) -> Release:
    """Docker without root; `loopback`: the host's is not kept away from containers."""
    words = (net, ports, "false" if loopback else "true", *flags)
    return Release(suite, DOCKER_ROOTLESS, "dockerd_rootless.sh", words)


ENGINES = {
    "20.10": Release("bookworm"),
    "26.1": Release("trixie"),
    "28.5": Release("sid"),  # moves: at least 28.5
    "26.1-no-proxy": Release("trixie", words=("--userland-proxy=false",)),
    "28.5-no-proxy": Release("sid", words=("--userland-proxy=false",)),
    "26.1-elsewhere": Release("trixie", elsewhere=True),
    # what there is of Docker in Docker from outside: a network of its own, and a container's name
    "26.1-in-a-container": Release("trixie", elsewhere=True, host="3f2a9c61d0b7"),
    "26.1-swarm": Release("trixie", host="node1"),
    "26.1-swarm-worker": Release("trixie", host="node2"),
    "26.1-rootless": _rootless("trixie", "slirp4netns", "builtin"),
    "26.1-rootless-loopback": _rootless(
        "trixie", "slirp4netns", "builtin", "--host-gateway-ip=10.0.2.2", loopback=True
    ),
    "28.5-rootless-pasta": _rootless("sid", "pasta", "implicit"),
    "28.5-rootless-pasta-loopback": _rootless(
        "sid", "pasta", "implicit", "--host-gateway-ip=10.0.2.2", loopback=True
    ),
    "podman-4.3": Release("bookworm", PODMAN, "podman.sh"),
    "podman-4.3-rootless": Release("bookworm", PODMAN, "podman_rootless.sh"),
    "podman-5.4": Release("trixie", PODMAN, "podman.sh"),
    "podman-5.4-rootless": Release("trixie", PODMAN, "podman_rootless.sh"),
}
"""Every engine that can be made, by the name that `--engine` takes."""


def engine(name: str) -> Recipe:
    """What is unpacked for the engine `name`, a key of ENGINES."""
    if name not in ENGINES:
        raise CannotSetUp(f"No engine {name} here; there are {', '.join(ENGINES)}.")
    packages = ENGINES[name].packages
    # rootless or not, here or elsewhere, it is made of the same packages
    product = re.match(r"(podman-)?[\d.]+", name)
    assert product is not None
    return Recipe(f"engine-{product[0]}", _suite(name), packages)


def client() -> Recipe:
    """The docker command line and its compose plugin, the same for every engine.

    They need nothing but a C library of 2022 or later, so that they run as they stand.
    """
    here = machine.this_machine()
    if here.family == "ubuntu":
        return Recipe("client", here.codename, ("docker.io", "docker-compose-v2"), only=True)
    return Recipe("client", ENGINES[DEFAULT].suite, ("docker-cli", "docker-compose"), only=True)


def compiler() -> Recipe:
    """gcc and all it is made of, without a C library: it runs on the one of the machine."""
    unwanted = ("libc6", "libc-", "linux-libc")
    return Recipe("compiler", _oldest(), ("gcc",), without=unwanted)


def c_library() -> Recipe:
    """The C library that the compiler compiles for, with its headers."""
    return Recipe("c-library", _oldest(), ("libc6-dev",))


def browser() -> Recipe:
    """A headless Chromium with one font, without a C library: it runs on the one of the machine.

    It draws in memory: neither what drives a graphics card nor what a desktop needs is of use.
    """
    if machine.this_machine().family == "ubuntu":
        raise CannotSetUp("Ubuntu has no package of a headless Chromium.")
    drivers = ("libllvm", "libz3", "libgl1", "libglx", "libicu", "libxml2")
    desktop = ("x11-", "xdg-", "xkb-data")
    wanted = ("chromium-headless-shell", "fonts-dejavu-core")
    return Recipe("browser", _oldest(), wanted, without=("libc6", *drivers, *desktop))


def services_suite() -> str:
    """The suite that real servers for fixture images are taken from."""
    return _suite(DEFAULT)


def _oldest() -> str:
    """The suite whose programs run on every machine that the set-up is for."""
    here = machine.this_machine()
    return here.codename if here.family == "ubuntu" else ENGINES["20.10"].suite


def _suite(name: str) -> str:
    here = machine.this_machine()
    if here.family != "ubuntu":
        return ENGINES[name].suite
    if name != DEFAULT:
        raise CannotSetUp(
            f"Engine {name} is unpacked from Debian's packages; on Ubuntu only its own"
            f" docker.io can be used (ENGINE={DEFAULT} stands for it there)."
        )
    return here.codename
