"""Which compose files a project has, and the variables around them. I/O: files."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from containerloop.errors import ComposeFileInvalid
from containerloop.facts import COMPOSE_FILES
from containerloop.survey.compose.env_file import read_env_file
from containerloop.survey.compose.reading_limits import limited
from containerloop.survey.plain_files import NotPlain, echoed_path, read_plain, require_plain
from containerloop.survey.references.traced_text import Mark, Traced


@dataclass(frozen=True, slots=True)
class Folder:
    """A project's folder with its files, its `.env` and the environment around it.

    `instead` are texts that are read in place of what stands in files, by their real paths.
    """

    path: Path
    files: tuple[Path, ...]
    environ: Mapping[str, str]
    env_file: dict[str, Traced]
    instead: Mapping[str, str] = field(default_factory=dict)

    def lookup(self, name: str) -> Traced | None:
        """A variable: the environment wins over `.env`."""
        if name in self.environ:
            text = self.environ[name]
            return Traced(text, tuple(Mark(None, -1) for _ in text))
        return self.env_file.get(name)

    def shown(self, file: Path) -> str:
        """A file relative to the project's folder."""
        return os.path.relpath(file, self.path).replace(os.sep, "/")

    def _echoed(self, file: Path) -> str:
        """The same of one that may not exist: a word that was typed, which may be anything."""
        return self.shown(file) if file.exists() else echoed_path(Path(self.shown(file)))

    def text(self, file: str) -> str | None:
        """The text of a file that the project names; None where it cannot be opened.

        Raises `ComposeFileInvalid` where it is no regular file, or too large.
        """
        if (given := self._instead(self.path / file)) is not None:
            return given
        try:
            raw = read_plain(self.path / file)
        except NotPlain as error:
            raise _refused(file, error) from None
        except (OSError, ValueError):  # ValueError: a NUL in the name
            return None
        return raw.decode("utf-8-sig", errors="replace")

    def _instead(self, file: Path) -> str | None:
        return self.instead.get(os.path.realpath(file)) if self.instead else None

    def require_plain(self, file: str) -> None:
        """Raise `ComposeFileInvalid` where a named file must not be opened, not even by compose."""
        try:
            require_plain(self.path / file)
        except NotPlain as error:
            raise _refused(file, error) from None

    def compose_text(self, file: Path) -> str:
        """The text of a compose file. Raises `ComposeFileInvalid`."""
        if (given := self._instead(file)) is not None:
            return given
        try:
            return read_plain(file).decode("utf-8-sig")
        except NotPlain as error:
            raise _refused(self.shown(file), error) from None
        except (OSError, ValueError) as error:  # ValueError: not UTF-8, or a NUL in the name
            said = "no such file" if isinstance(error, FileNotFoundError) else "cannot be read"
            why = "" if isinstance(error, FileNotFoundError) else f" ({_why(error)})"
            raise ComposeFileInvalid(f"{self._echoed(file)}: {said}{why}", _SEE) from None


_SEE = "check -f and COMPOSE_FILE"


def _refused(file: str, error: NotPlain) -> ComposeFileInvalid:
    return ComposeFileInvalid(f"{file}: {error}", "use a regular file instead")


def _why(error: OSError | ValueError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"byte {error.start} is not UTF-8"
    return getattr(error, "strerror", None) or str(error)


def compose_files(
    cwd: Path, files: Sequence[Path | str], environ: Mapping[str, str]
) -> tuple[Path, ...]:
    """The files asked for, else those of COMPOSE_FILE, else those near `cwd`; () for none."""
    return tuple(cwd / file for file in files) or _from_environment(cwd, environ) or _near(cwd)


def folder_of(
    files: tuple[Path, ...], environ: Mapping[str, str], instead: Mapping[str, str] | None = None
) -> Folder:
    """The first file's folder with its `.env`; `instead` as in `Folder`."""
    path = files[0].parent.resolve()
    folder = Folder(path, files, environ, {}, instead or {})
    text = folder.text(".env")
    return folder if text is None else replace(folder, env_file=_dotenv(text, folder))


def _dotenv(text: str, folder: Folder) -> dict[str, Traced]:
    with limited(".env"):
        return read_env_file(text, ".env", folder.lookup)


def _from_environment(cwd: Path, environ: Mapping[str, str]) -> tuple[Path, ...]:
    """COMPOSE_FILE, from the environment or from `.env`."""
    value = environ.get("COMPOSE_FILE")
    if value is None:
        text = Folder(cwd, (), environ, {}).text(".env")
        with limited(".env"):
            there = read_env_file(text, ".env", lambda _: None) if text else {}
        value = there["COMPOSE_FILE"].text if "COMPOSE_FILE" in there else None
    separator = environ.get("COMPOSE_PATH_SEPARATOR") or os.pathsep
    return tuple(cwd / part for part in value.split(separator) if part) if value else ()


def _near(cwd: Path) -> tuple[Path, ...]:
    """The file of this folder or the nearest parent, with its override file."""
    for folder in (cwd, *cwd.resolve().parents):
        for name in COMPOSE_FILES:
            if (folder / name).is_file():
                stem = name.partition(".")[0]
                overrides = (folder / f"{stem}.override.{end}" for end in ("yml", "yaml"))
                over = next((file for file in overrides if file.is_file()), None)
                return (folder / name, over) if over else (folder / name,)
    return ()


def usual_name(folder: Path) -> str:
    """The project's default name: the folder's, without the characters that compose drops."""
    return re.sub(r"[^a-z0-9_-]", "", folder.name.lower()).lstrip("_-")
