"""The README has what the program prints, but for times, addresses and the rules ruled out."""

import os
import re
import shutil
from pathlib import Path

import pytest

from tests.conftest import MakeCompose, RunCli

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
FIXTURE = ROOT / "compose-fixtures" / "cl401-localhost-is-this-container"
SHOP = ROOT / "tests" / "data" / "readme"
WHY, EVERYTHING = ("why-cant-i-reach", "5432"), ("why-cant-i-reach",)
VERIFY = ("verify",)
WAIT = ("wait", "http://localhost:8437/passwd", "--for", "60")
FIX = ("fix", "5432", "--apply")


def plain(text: str) -> str:
    """Without what differs from run to run, or with every new rule.

    That is times, the network's number, and which causes were ruled out.
    """
    text = re.sub(r"\d+(\.\d+)? ms", "N ms", text)
    text = re.sub(r"(172|192)(\.\d+){3}:5432 *", "GATEWAY ", text)
    text = re.sub(r"^(  ruled out +)CL\d+.*", r"\1CODES", text, flags=re.MULTILINE)
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def without_loopback6(text: str) -> str:
    """Without the row of [::1], which containers have from 26 on, and the widths it gives."""
    rows = [line for line in text.splitlines() if "[::1]" not in line]
    return "\n".join(" ".join(row.split()) for row in rows)


def told(
    words: tuple[str, ...], folder: Path, compose: MakeCompose, run_cli: RunCli, status: int = 1
) -> tuple[str, str]:
    """What the program prints in a folder, and what the README shows of it."""
    env = {"DB_PASSWORD": "swordfish"}
    project = compose(folder / "compose.yaml", env=env)
    project.up("--wait")
    done = run_cli(*words, "-p", project.project, cwd=folder, env=env | {"COLUMNS": "100"})
    assert done.returncode == status, done.stdout + done.stderr
    # a reader's project has its folder's name, and compose needs no option to find it again
    said = done.stdout.replace(f" -p {project.project}", "")
    command = " ".join(("containerloop", *words))
    shown = re.compile(rf"```console\n\$ {re.escape(command)}\n(.*?)```", re.DOTALL)
    if os.environ.get("WRITE_GOLDEN"):
        block = f"```console\n$ {command}\n{said}```"
        README.write_text(shown.sub(lambda _: block, README.read_text()))
    sample = shown.search(README.read_text())
    assert sample is not None
    return plain(said), plain(sample[1])


@pytest.mark.parametrize(
    ("words", "folder", "status"),
    [(WHY, FIXTURE, 1), (EVERYTHING, SHOP, 1), (WAIT, SHOP, 0), (VERIFY, SHOP, 1)],
    ids=["one port", "everything", "wait", "verify"],
)
def test_the_sample_output_is_the_programs(
    words: tuple[str, ...], folder: Path, status: int, compose: MakeCompose, run_cli: RunCli
) -> None:
    said, printed = told(words, folder, compose, run_cli, status)
    if "no such address here" in said:
        said, printed = without_loopback6(said), without_loopback6(printed)
    assert printed == said


def test_so_is_that_of_the_repair(compose: MakeCompose, run_cli: RunCli, tmp_path: Path) -> None:
    shutil.copy(FIXTURE / "compose.yaml", tmp_path)
    said, printed = told(FIX, tmp_path, compose, run_cli)
    assert printed == said


def test_the_expectations_it_shows_are_those_that_are_measured() -> None:
    shown = README.read_text().split("```yaml\n# containerloop.yaml\n")[1].split("```")[0]
    assert shown == (SHOP / "containerloop.yaml").read_text()
