"""Which engine version comes from which suite, and what is unpacked of it."""

from . import machine
from .refusals import CannotSetUp
from .trees import Recipe

DEFAULT = "26.1"
SUITES = {"20.10": "bookworm", "26.1": "trixie", "28.5": "sid"}  # sid moves: at least 28.5

# iptables and iproute2 make the engine's "host" a host; procps is for `docker top`
BESIDE_THE_ENGINE = ("iptables", "iproute2", "busybox-static", "base-files", "procps")


def engine(version: str) -> Recipe:
    """The engine `version`, a key of SUITES."""
    if version not in SUITES:
        raise CannotSetUp(f"No engine {version} here; there are {', '.join(SUITES)}.")
    return Recipe(f"engine-{version}", _suite(version), ("docker.io", *BESIDE_THE_ENGINE))


def client() -> Recipe:
    """The docker command line and its compose plugin, the same for every engine.

    They need nothing but a C library of 2022 or later, so that they run as they stand.
    """
    here = machine.this_machine()
    if here.family == "ubuntu":
        return Recipe("client", here.codename, ("docker.io", "docker-compose-v2"), only=True)
    return Recipe("client", SUITES[DEFAULT], ("docker-cli", "docker-compose"), only=True)


def compiler() -> Recipe:
    """gcc and all it is made of, without a C library: it runs on the one of the machine."""
    unwanted = ("libc6", "libc-", "linux-libc")
    return Recipe("compiler", _oldest(), ("gcc",), without=unwanted)


def c_library() -> Recipe:
    """The C library that the compiler compiles for, with its headers."""
    return Recipe("c-library", _oldest(), ("libc6-dev",))


def services_suite() -> str:
    """The suite that real servers for fixture images are taken from."""
    return _suite(DEFAULT)


def _oldest() -> str:
    """The suite whose programs run on every machine that the set-up is for."""
    here = machine.this_machine()
    return here.codename if here.family == "ubuntu" else SUITES["20.10"]


def _suite(version: str) -> str:
    here = machine.this_machine()
    if here.family != "ubuntu":
        return SUITES[version]
    if version != DEFAULT:
        raise CannotSetUp(
            f"Engine {version} is unpacked from Debian's packages; on Ubuntu only its own"
            f" docker.io can be used (ENGINE={DEFAULT} stands for it there)."
        )
    return here.codename
