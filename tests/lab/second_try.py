"""Pytest, and what failed of it once more by itself.

    python -m tests.lab.second_try ARGUMENTS

Hundreds of live tests share one engine and two cores: now and then one meets a moment that nobody
would, such as a call that waited longer than the tool does. What fails is told in full, then it is
played again with nothing beside it; who fails twice has failed. The exit status is pytest's.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

SOME_FAILED = 1  # pytest.ExitCode.TESTS_FAILED
# more than this is no unlucky moment
AT_MOST = 5
AGAIN = ("--last-failed", "--last-failed-no-failures", "none", "-n", "0")


def main(arguments: Sequence[str], folder: Path) -> int:
    status = _pytest(arguments, folder)
    failed = _failed(folder)
    if status != SOME_FAILED or not 0 < len(failed) <= AT_MOST:
        return status
    names = "".join(f"  {name}\n" for name in failed)
    _say(f"failed, and played once more with nothing beside it:\n{names}")
    if again := _pytest([*arguments, *AGAIN], folder):
        return again
    _say(f"failed beside other tests, and passed by itself:\n{names}")
    return 0


def _pytest(arguments: Sequence[str], folder: Path) -> int:
    argv = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(argv, cwd=folder, check=False).returncode


def _failed(folder: Path) -> list[str]:
    try:
        kept = (folder / ".pytest_cache" / "v" / "cache" / "lastfailed").read_bytes()
    except FileNotFoundError:
        return []
    return sorted(json.loads(kept))


def _say(text: str) -> None:
    print(f"\n{text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Path.cwd()))
