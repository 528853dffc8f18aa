"""The files of the namespace in which a probe stands, read through it."""

from __future__ import annotations

from collections.abc import Sequence

from containerloop.facts import Maybe
from containerloop.observe import namespace_files
from containerloop.observe.probe.records import files
from containerloop.observe.probe.requests import File, ReadFile
from containerloop.observe.probe.session import ProbeSession

_PATIENCE_S = 5.0


def read_texts(
    session: ProbeSession, names: Sequence[File] = namespace_files.FILES
) -> dict[File, Maybe[str]]:
    """The files' texts by their names, or why they are unknown. Raises ProbeLost."""
    reads = [ReadFile(id=n, which=which) for n, which in enumerate(names)]
    return namespace_files.texts(files(session.exchange(reads, _PATIENCE_S)), names)
