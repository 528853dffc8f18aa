"""The machine's own apt on a state of its own: packages of any suite, none installed.

Signatures are checked by apt against the distribution's keyring; every file that is kept is
compared with the signed list once more before it is used.
"""

import os
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from . import cache
from .machine import sources, this_machine
from .refusals import CannotSetUp

LISTS_ARE_FRESH = 24 * 3600.0  # seconds; older lists may name files the mirror has dropped


@dataclass(frozen=True, slots=True)
class Package:
    """One .deb as the signed list describes it; `size` in bytes."""

    file: str
    size: int
    sha256: str

    @property
    def name(self) -> str:
        """The package's name, without version."""
        return self.file.partition("_")[0]

    @property
    def version(self) -> str:
        """The package's version, epoch included."""
        return unquote(self.file.split("_")[1])


class Apt:
    """apt for one suite, with its lists and downloads in the cache.

    The dpkg status is empty, so that a package's whole closure is named, whatever this
    machine has installed.
    """

    def __init__(self, suite: str) -> None:
        self.suite = suite
        self.home = cache.root() / "apt" / suite
        self.archives = self.home / "archives"
        for folder in ("lists/partial", "cache", "archives/partial", "none/partial"):
            (self.home / folder).mkdir(parents=True, exist_ok=True)
        (self.home / "status").touch()
        (self.home / "sources.list").write_text("\n".join(sources(this_machine(), suite)) + "\n")
        (self.home / "apt.conf").write_text(self._configuration())

    def fetch(self, wanted: tuple[str, ...], keep: Callable[[str], bool]) -> list[Path]:
        """The .debs of `wanted` and all they depend on, verified, from the cache or the mirror.

        Of these only the packages for whose name `keep` is true.
        """
        with cache.locked(f"apt-{self.suite}"):
            self._update(LISTS_ARE_FRESH)
            try:
                return self._download(self._resolve(wanted, keep))
            except CannotSetUp:
                # the mirror may have moved on since the lists were fetched
                self._update(0.0)
                return self._download(self._resolve(wanted, keep))

    def _update(self, fresh: float) -> None:
        stamp = self.home / "updated"
        if stamp.exists() and time.time() - stamp.stat().st_mtime < fresh:
            return
        cache.say(f"reading the package lists of {self.suite}")
        self._run("update")
        stamp.touch()

    def _resolve(self, wanted: tuple[str, ...], keep: Callable[[str], bool]) -> list[Package]:
        # with an empty archive folder apt names every file, those in the cache as well
        nowhere = f"Dir::Cache::archives={self.home / 'none'}"
        listed = self._run("-o", nowhere, "--print-uris", "install", *wanted)
        return [package for package in parse_uris(listed) if keep(package.name)]

    def _download(self, packages: list[Package]) -> list[Path]:
        missing = [p for p in packages if not self._have(p)]
        if missing:
            megabytes = sum(p.size for p in missing) / 1e6
            cache.say(f"downloading {len(missing)} packages of {self.suite}, {megabytes:.0f} MB")
            self._run("download", *(f"{p.name}={p.version}" for p in missing), cwd=self.archives)
        for package in missing:
            if not self._have(package):
                raise CannotSetUp(
                    f"{package.file} arrived damaged from the mirror; run this again."
                )
        return [self.archives / p.file for p in packages]

    def _have(self, package: Package) -> bool:
        file = self.archives / package.file
        if not file.exists():
            return False
        if file.stat().st_size == package.size and cache.sha256(file) == package.sha256:
            return True
        cache.say(f"{package.file} in the cache is damaged: fetching it again")
        file.unlink()
        return False

    def _run(self, *arguments: str, cwd: Path | None = None) -> str:
        command = ["apt-get", "-qq", "-y", "--no-install-recommends", *arguments]
        environment = os.environ | {"APT_CONFIG": str(self.home / "apt.conf"), "LC_ALL": "C"}
        done = subprocess.run(
            command, env=environment, cwd=cwd, check=False, capture_output=True, text=True
        )
        if done.returncode:
            why = "\n  ".join(done.stderr.strip().splitlines()[-6:])
            raise CannotSetUp(f"apt-get {arguments[0]} of {self.suite} failed:\n  {why}")
        return done.stdout

    def _configuration(self) -> str:
        return "\n".join([*of_this_machine(), *self._own_settings()]) + "\n"

    def _own_settings(self) -> list[str]:
        settings = {
            "Dir::Etc::main": "/dev/null",
            "Dir::Etc::parts": "/dev/null",
            "Dir::Etc::sourceparts": "/dev/null",
            "Dir::Etc::sourcelist": self.home / "sources.list",
            "Dir::State": self.home,
            "Dir::State::lists": self.home / "lists",
            "Dir::State::status": self.home / "status",
            "Dir::Cache": self.home / "cache",
            "Dir::Cache::archives": self.archives,
            "APT::Sandbox::User": "root",  # its usual user may not read this folder
            "APT::Get::AllowUnauthenticated": "false",
            "APT::Update::Error-Mode": "any",
            "Acquire::AllowInsecureRepositories": "false",
            "Acquire::Languages": "none",
            "Acquire::Retries": 3,
            "Acquire::ForceHash": "SHA256",
            "Debug::NoLocking": "true",
        }
        return [f'{name} "{value}";' for name, value in settings.items()]


def of_this_machine() -> list[str]:
    """The lines of apt's configuration here that say how to get at a mirror.

    Proxies, time-outs and the like; not its hooks (which clear its own caches or talk to its
    desktop), nor its folders.
    """
    dump = subprocess.run(["apt-config", "dump"], check=True, capture_output=True, text=True)
    return [
        line for line in dump.stdout.splitlines()
        if line.startswith(("Acquire::", "APT::Architecture"))
        and not line.startswith("Acquire::IndexTargets")
    ]  # fmt: skip


def parse_uris(text: str) -> list[Package]:
    """The lines of `apt-get --print-uris`: `'uri' file size SHA256:hex`."""
    rows = (line.split() for line in text.splitlines())
    return [
        Package(row[1], int(row[2]), row[3].removeprefix("SHA256:"))
        for row in rows
        if len(row) == 4 and row[3].startswith("SHA256:")
    ]
