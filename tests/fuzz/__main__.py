"""`make fuzz`: let the fuzzer run; what it finds that is new is put beside the corpus.

python -m tests.fuzz [--seconds 600] [--executions 100000000] [--seed N]
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from .build import build

CORPUS = Path(__file__).with_name("corpus")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--executions", type=int, default=100_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder for cases that reach new code")
    asked = parser.parse_args()
    limits = [str(asked.executions), str(asked.seconds), str(asked.seed)]
    kept = []
    if asked.keep:
        asked.keep.mkdir(parents=True, exist_ok=True)
        kept = [str(asked.keep)]
    with tempfile.TemporaryDirectory(prefix="containerloop-fuzz-") as folder:
        ran = subprocess.run([build(Path(folder)), *limits, CORPUS, *kept], check=False)
    return 1 if ran.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
