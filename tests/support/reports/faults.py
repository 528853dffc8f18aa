"""One report for each kind of fault and remedy."""

from __future__ import annotations

from containerloop.diagnose.finding import Evidence, Location, Patch
from containerloop.report.v1 import ProofLine, Remedy, Report, ReportedFinding
from tests.support.reports.parts import (
    API,
    HOST,
    INSIDE_OUTSIDE,
    attempt,
    localhost_finding,
    localhost_in_container,
    postgres,
    proven,
    refused,
    report,
    sibling_remedy,
)


def loopback_listener() -> Report:
    """CL501: the server in the container listens on its own loopback only."""
    relayed = attempt(HOST, "127.0.0.1:8080", "answered", protocol="http", ms=1.4)
    found = ReportedFinding(
        code="CL501",
        name="loopback-listener",
        severity="cause",
        summary="web listens on 127.0.0.1:8000 in its container, where only web itself can call",
        vantage=HOST,
        address="127.0.0.1:8080",
        outcome="accepted-then-reset",
        location=Location(file="compose.yaml", line=6, key="services.web.command"),
        evidence=(
            Evidence(
                saw="127.0.0.1:8000 is the only listener on port 8000 in web",
                command="docker compose exec web cat /proc/net/tcp",
            ),
        ),
        remedies=(
            Remedy(
                summary="let web listen on 0.0.0.0",
                patch=Patch(
                    file="compose.yaml",
                    line=6,
                    diff="-     command: gunicorn --bind 127.0.0.1:8000 app\n"
                    "+     command: gunicorn --bind 0.0.0.0:8000 app",
                ),
                proof=proven(relayed),
            ),
        ),
    )
    return report(
        target="8080",
        port=8080,
        findings=(found,),
        attempts=(
            attempt(HOST, "127.0.0.1:8080", "accepted-then-reset", errno="ECONNRESET", ms=0.7),
            attempt("engine-host", "172.18.0.2:8000", "refused", errno="ECONNREFUSED", ms=0.1),
            attempt("service:web", "127.0.0.1:8000", "answered", protocol="http", ms=0.9),
            attempt("service:web", "web:8000", "refused", errno="ECONNREFUSED", ms=0.1),
        ),
        ruled_out=("CL201", "CL212", "CL507", "CL601", "CL602"),
    )


def not_published() -> Report:
    """CL601: nothing publishes the database's port."""
    found = ReportedFinding(
        code="CL601",
        name="port-not-published",
        severity="cause",
        summary="db serves 5432 inside its network and publishes no port to this machine",
        vantage=HOST,
        address="127.0.0.1:5432",
        outcome="refused",
        location=Location(file="compose.yaml", line=2, key="services.db"),
        evidence=(Evidence(saw="db publishes no port", command="docker port shop-db-1"),),
        remedies=(
            Remedy(
                summary="publish 5432 on 127.0.0.1",
                address="127.0.0.1:5432",
                override={"services": {"db": {"ports": ["127.0.0.1:5432:5432"]}}},
                proof=proven(postgres(HOST, "127.0.0.1:39211", 1.1)),
            ),
        ),
    )
    return report(
        findings=(found,),
        reach_it_at={API: "db:5432"},
        attempts=(
            refused(HOST, "127.0.0.1:5432"),
            refused(HOST, "[::1]:5432"),
            postgres(API, "db:5432", 0.3),
        ),
        ruled_out=("CL201", "CL212", "CL501"),
    )


def two_findings() -> Report:
    """Two services dial wrongly, and something is open to the world."""
    worker = localhost_finding(
        code="CL402",
        name="unknown-name",
        summary="no container on worker's networks is called postgres; db is",
        vantage="service:worker",
        address="postgres:5432",
        outcome="name-not-found",
        location=Location(file="compose.yaml", line=27, key="services.worker.environment.DB_HOST"),
        remedies=(
            sibling_remedy(
                patch=Patch(file="compose.yaml", line=27, diff="- postgres\n+ db"),
                proof=proven(postgres("service:worker", "db:5432", 0.5)),
            ),
        ),
    )
    exposed = ReportedFinding(
        code="CL611",
        name="exposed-beyond-this-machine",
        severity="warning",
        summary="db is published on 0.0.0.0:5432, for every machine that reaches this one",
        vantage=HOST,
        address="0.0.0.0:5432",
        outcome="answered",
        remedies=(
            Remedy(
                summary="publish it on 127.0.0.1 if only this machine needs it",
                proof=ProofLine(status="untried", reason="there is no second machine to try from"),
            ),
        ),
    )
    lost = attempt("service:worker", "postgres:5432", "name-not-found", ms=3.1)
    return localhost_in_container(
        findings=(localhost_finding(), worker, exposed),
        attempts=(*INSIDE_OUTSIDE, lost, postgres("service:worker", "db:5432", 0.5)),
        reach_it_at={API: "db:5432", "service:worker": "db:5432", HOST: "127.0.0.1:5432"},
    )


def refuted_remedy() -> Report:
    """The first idea was tried and fails; the second works."""
    host = sibling_remedy(
        summary="call the host by host.docker.internal:5432",
        address="host.docker.internal:5432",
        proof=ProofLine(
            status="refuted",
            attempt=attempt(API, "host.docker.internal:5432", "timed-out", ms=3500.0),
        ),
    )
    return localhost_in_container(findings=(localhost_finding(remedies=(host, sibling_remedy())),))


def untried_remedy() -> Report:
    """Nobody could try the remedy, so what was seen stands beside it."""
    remedy = Remedy(
        summary="start Docker Desktop's port forwarding again",
        host_command="docker desktop restart",
        proof=ProofLine(status="untried", reason="it would stop every container"),
    )
    found = localhost_finding(
        code="CL103",
        name="vm-forwarder-down",
        summary="the engine publishes 5432, and nothing on this machine forwards to it",
        vantage=HOST,
        address="127.0.0.1:5432",
        location=None,
        evidence=(
            Evidence(saw="no process listens on 5432", command="lsof -nP -iTCP:5432 -sTCP:LISTEN"),
        ),
        remedies=(remedy,),
    )
    return report(findings=(found,), attempts=(refused(HOST, "127.0.0.1:5432"),))
