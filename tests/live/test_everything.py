"""Without TARGET: all that a project relies on, at once, with one probe for each vantage."""

from __future__ import annotations

import json
import time
from pathlib import Path

from tests.conftest import MakeCompose, RunCli
from tests.support.recording_proxy import recording

BASE = "    image: containerloop-fixture/base:1\n    init: true\n"
SLEEPS = '    command: ["sleep", "infinity"]\n'
SERVES = '    command: ["httpd", "-f", "-p", "8000", "-h", "/etc"]\n'
ON_LOOPBACK = '    command: ["httpd", "-f", "-p", "127.0.0.1:8000", "-h", "/etc"]\n'


def environment(**variables: str) -> str:
    return "    environment:\n" + "".join(f"      {k}: {v}\n" for k, v in variables.items())


def project(folder: Path, compose: MakeCompose, **services: str) -> str:
    """A project of such services, up; its name."""
    text = "services:\n" + "".join(f"  {n}:\n{BASE}{words}" for n, words in services.items())
    (folder / "compose.yaml").write_text(text)
    made = compose(folder / "compose.yaml")
    made.up("--wait")
    return made.project


def test_faults_are_told_and_what_works_is_counted(
    tmp_path: Path, compose: MakeCompose, run_cli: RunCli, engine_url: str
) -> None:
    name = project(
        tmp_path, compose,
        api=SERVES,
        shy=ON_LOOPBACK,
        web=SLEEPS + environment(API_URL="http://api:8000/passwd", SHY="http://shy:8000/passwd"),
        cron=SLEEPS + environment(API_URL="http://localhost:8000/passwd"),
        job=SLEEPS + environment(API_URL="http://api:8000/passwd"),
    )  # fmt: skip
    socket = tmp_path / "p.sock"
    with recording(socket, Path(engine_url.removeprefix("unix://"))) as recorder:
        done = run_cli(
            "why", "-p", name, "--format", "json", "--no-prove",
            cwd=tmp_path, env={"DOCKER_HOST": f"unix://{socket}"},
        )  # fmt: skip
    report = json.loads(done.stdout)
    assert done.returncode == 1, done.stderr
    assert report["question"]["target"] is None
    assert report["question"]["port"] is None
    causes = {(f["code"], f["vantage"]) for f in report["findings"] if f["severity"] == "cause"}
    assert causes == {("CL401", "service:cron"), ("CL501", "service:web")}
    served = {(a["vantage"], a["address"]) for a in report["attempts"] if a["relied_on"]
              and a["served"]}  # fmt: skip
    assert served == {("service:web", "api:8000"), ("service:job", "api:8000")}
    # web, cron and job, and behind the failures api and shy: each of them once
    assert len(recorder.modes) == len(set(recorder.modes))
    assert len(recorder.modes) <= 6

    shown = run_cli("why", "-p", name, "--no-prove", cwd=tmp_path)
    assert "✓ 2 addresses are reachable\n" in shown.stdout


def test_what_an_unhealthy_containers_log_complains_of_is_asked(
    tmp_path: Path, compose: MakeCompose, run_cli: RunCli
) -> None:
    said = "echo 'Error: connect ECONNREFUSED 127.0.0.1:8000'; sleep 1000"
    (tmp_path / "compose.yaml").write_text(
        f"services:\n  api:\n{BASE}{SERVES}  worker:\n{BASE}"
        f'    command: ["sh", "-c", "{said}"]\n'
        "    healthcheck: {test: ['CMD', 'false'], interval: 1s, retries: 1}\n"
    )
    made = compose(tmp_path / "compose.yaml")
    made.up()
    words = ("why", "-p", made.project, "--format", "json")
    until = time.monotonic() + 60
    while "(unhealthy)" not in made.run("ps").stdout and time.monotonic() < until:
        time.sleep(0.5)
    report = json.loads(run_cli(*words, cwd=tmp_path).stdout)
    relied = {(a["vantage"], a["address"]) for a in report["attempts"] if a["relied_on"]}
    assert relied == {("service:worker", "127.0.0.1:8000")}
    assert "CL401" in [f["code"] for f in report["findings"]]
    quiet = run_cli(*words, "--no-logs", cwd=tmp_path)
    assert quiet.returncode == 3


def test_a_healthy_project_is_said_to_be_one(
    tmp_path: Path, compose: MakeCompose, run_cli: RunCli
) -> None:
    name = project(
        tmp_path, compose,
        api=SERVES,
        web=SLEEPS + environment(API_URL="http://api:8000/passwd"),
    )  # fmt: skip
    done = run_cli("why", "-p", name, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("✓ 1 address is reachable from where it is relied on.\n")
    saved = tmp_path / "seen.json"
    assert run_cli("why", "-p", name, "--save", str(saved), cwd=tmp_path).returncode == 0
    again = run_cli("replay", str(saved))
    assert again.stdout.splitlines()[0] == done.stdout.splitlines()[0]


def test_nothing_to_ask_is_inconclusive(
    tmp_path: Path, compose: MakeCompose, run_cli: RunCli
) -> None:
    name = project(tmp_path, compose, api=SERVES)
    done = run_cli("why", "-p", name, cwd=tmp_path)
    assert done.returncode == 3, done.stdout + done.stderr
    assert done.stdout.startswith("? Nothing to ask: nobody here relies on any address.\n")


def test_an_error_from_a_log_is_asked_from_its_service(
    tmp_path: Path, compose: MakeCompose, run_cli: RunCli
) -> None:
    name = project(tmp_path, compose, shy=ON_LOOPBACK, web=SLEEPS)
    error = "web-1  | Error: connect ECONNREFUSED shy:8000 token=hunter2"
    done = run_cli("why", error, "-p", name, "--format", "json", cwd=tmp_path)
    report = json.loads(done.stdout)
    assert report["question"]["from"] == ["service:web"]
    assert [f["code"] for f in report["findings"] if f["severity"] == "cause"] == ["CL501"]
    assert "hunter2" not in done.stdout
    alone = run_cli("why", "shy", "-p", name, "--from", "web", cwd=tmp_path)
    assert alone.returncode == 2
    assert "add the port" in alone.stderr
