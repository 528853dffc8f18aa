"""Which files state expectations: the one that was named, else those near. I/O: files.

Looked for as compose files are: in the folder and its parents, the nearest first.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from containerloop.errors import ComposeFileInvalid, UsageError
from containerloop.survey.compose import yaml_tree
from containerloop.survey.compose.project_files import compose_files
from containerloop.survey.compose.reading_limits import limited
from containerloop.survey.compose.yaml_tree import Scalar, Tree
from containerloop.survey.plain_files import NotPlain, echoed_path, read_plain

FILES = ("containerloop.yaml", "containerloop.yml")
KEY = "x-containerloop"
"""Where a compose file states them; compose itself reads no key that begins so."""

_INIT = "write one with: containerloop verify --init"


@dataclass(frozen=True)
class Document:
    """What a file states, as a tree; `file` is relative to the current folder.

    `key` is where in the file it stands, with its line; None for a file of its own.
    """

    file: str
    tree: Tree
    key: Scalar | None = None


def find_documents(
    cwd: Path, named: Path | None, files: Sequence[Path | str], environ: Mapping[str, str]
) -> tuple[Document, ...]:
    """The named file; else the nearest of its own, and the compose files that state any.

    All of them count: a line that is passed over would be one that nobody verified.

    Raises `UsageError` for a file that cannot be read, and where there is none at all.
    """
    if named is not None:
        return (_document(cwd / named, cwd),)
    own = _near(cwd)
    stated = [_document(own, cwd)] if own is not None else []
    compose = [_document(path, cwd) for path in compose_files(cwd, files, environ)]
    found = (*stated, *(each for each in compose if each.key is not None))
    if not found:
        where = f"there is no {FILES[0]} here, and no {KEY} in a compose file"
        raise UsageError(where, _INIT)
    return found


def _near(cwd: Path) -> Path | None:
    folders = (cwd, *cwd.resolve().parents)
    return next((path for f in folders for name in FILES if (path := f / name).is_file()), None)


def _document(path: Path, cwd: Path) -> Document:
    shown = os.path.relpath(path, cwd).replace(os.sep, "/")
    # a word that was typed may be anything
    shown = shown if path.exists() else echoed_path(Path(shown))
    tree = _tree(_text(path, shown), shown)
    if KEY in tree.values:
        return Document(shown, tree.values[KEY], tree.keys[KEY])
    return Document(shown, tree)


def _text(path: Path, shown: str) -> str:
    try:
        return read_plain(path).decode("utf-8-sig")
    except NotPlain as error:
        raise UsageError(f"{shown}: {error}", "use a regular file instead") from None
    except UnicodeDecodeError as error:
        said = f"{shown}: cannot be read (byte {error.start} is not UTF-8)"
        raise UsageError(said, "save it as UTF-8") from None
    except FileNotFoundError:
        raise UsageError(f"{shown}: no such file", _INIT) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        said = getattr(error, "strerror", None) or str(error)
        raise UsageError(
            f"{shown}: cannot be read ({said})", "name a file that you can read"
        ) from None


def _tree(text: str, shown: str) -> yaml_tree.Mapping:
    try:
        with limited(shown):
            return yaml_tree.read_tree(text, shown, such_as="version:")
    except ComposeFileInvalid as error:
        raise UsageError(error.message, error.hint) from None
