"""Where downloads, unpacked packages and images are kept, and how each is made only once.

Nothing here knows what is kept. A thing is made under another name and renamed when it is
whole, so that whatever has its final name was finished.
"""

import fcntl
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[3]


def root() -> Path:
    """The cache folder: `$XDG_CACHE_HOME/containerloop-test`, else `.cache` of the checkout."""
    shared = os.environ.get("XDG_CACHE_HOME")
    place = Path(shared) / "containerloop-test" if shared else CHECKOUT / ".cache" / "containerloop"
    place.mkdir(parents=True, exist_ok=True)
    return place


def say(text: str) -> None:
    """One line of progress on stderr: stdout belongs to the command that is run."""
    print(f"containerloop set-up: {text}", file=sys.stderr, flush=True)


def key(parts: Iterable[str | bytes]) -> str:
    """Twelve hex digits that change when any part changes."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()[:12]


def sha256(file: Path) -> str:
    """The SHA-256 of a file's bytes, in hex."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def locked(name: str) -> Iterator[None]:
    """Only one process at a time; the lock is gone with the process, however it ends."""
    locks = root() / "locks"
    locks.mkdir(exist_ok=True)
    with (locks / name).open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def remove(path: Path) -> None:
    """Remove a file or a folder with everything in it; nothing there is fine."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def made_once(target: Path, make: Callable[[Path], None], sound: Callable[[Path], bool]) -> Path:
    """`target`, made by `make(unfinished_folder)` unless a sound one is there.

    `make` fills a folder that becomes `target`. A target that is there but not `sound`
    (files cut short or gone) is thrown away and made again.
    """
    with locked(f"{target.parent.name}-{target.name}"):
        if target.exists():
            if sound(target):
                return target
            say(f"{target.name} in the cache is damaged: making it again")
            remove(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        for abandoned in target.parent.glob(f".{target.name}.*"):
            remove(abandoned)
        unfinished = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
        unfinished.chmod(0o755)
        try:
            make(unfinished)
            unfinished.rename(target)
        finally:
            remove(unfinished)
        return target
