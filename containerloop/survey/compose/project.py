"""The compose project of a folder: its files found, and the plugin asked. I/O: files."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from containerloop.facts import Project
from containerloop.survey.compose.plugin import Asked, find_plugin
from containerloop.survey.compose.project_files import compose_files, folder_of
from containerloop.survey.compose.reading_limits import limited


def read_project(
    cwd: Path,
    files: Sequence[Path | str] = (),
    name: str | None = None,
    environ: Mapping[str, str] | None = None,
) -> Project | None:
    """The compose project of `files`, or of the folder `cwd` and its parents.

    None: looked, and there is no compose file here. Raises `ComposeFileInvalid` for a
    file that is missing or that compose would refuse.
    """
    variables = os.environ if environ is None else environ
    found = compose_files(cwd, files, variables)
    if not found:
        return None
    folder = folder_of(found, variables)
    plugin = find_plugin(variables)
    texts = [folder.compose_text(file) for file in folder.files]  # before the plugin opens them
    asked = Asked(plugin, _words(found, name), folder.path, variables) if plugin else None
    try:
        # loads the YAML library: 25 ms, only where there is a file
        from containerloop.survey.compose.model import read_model  # noqa: PLC0415 - as above

        with limited(folder.shown(folder.files[0])):
            return read_model(folder, texts, name, asked)
    finally:
        if asked:
            asked.drop()


def _words(files: Sequence[Path], name: str | None) -> list[str]:
    words = [word for file in files for word in ("-f", str(file.absolute()))]
    return [*words, "-p", name] if name else words
