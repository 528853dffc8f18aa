"""Any text at all in a compose file: a report, or one sentence; and never a credential."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from containerloop.errors import ComposeFileInvalid
from containerloop.pipeline.forecast_step import foretell
from containerloop.render.json import render_json
from containerloop.render.text.forecast import render_forecast
from containerloop.report.passing import status, without_ignored
from containerloop.report.v1 import Report
from containerloop.survey.compose.blueprint import read_blueprint
from tests.support.properties import SLOW, one_sentence

SECRET = "tr0ub4dor"
NAMES = st.sampled_from(["db", "api", "cache", "web", "databse", "a.b", "[x]", "\u202edb"])
HOSTS = st.sampled_from(
    ["db", "localhost", "127.0.0.1", "[::1]", "databse", "${H}", "${H:-db}", "host.docker.internal"]
)
PORTS = st.sampled_from(["5432", "6379", "80", "15432", "${P}", "0", "99999"])
SCHEMES = st.sampled_from(["postgres", "redis", "http", "https", "x"])
URLS = st.builds(lambda s, h, p: f"{s}://u:{SECRET}@{h}:{p}/x", SCHEMES, HOSTS, PORTS)
SETTINGS = st.fixed_dictionaries(
    {},
    optional={
        "image": st.sampled_from(["postgres:16", "redis", "nginx", "x/y", "${I:?no}"]),
        "build": st.just("."),
        "network_mode": st.sampled_from(
            ["host", "none", "bridge", "service:db", "service:nobody", "container:x", "net"]
        ),
        "networks": st.lists(st.sampled_from(["front", "back", "default"]), max_size=2),
        "ports": st.lists(
            st.sampled_from(["5432:5432", "15432:5432", "127.0.0.1:80:80", "::1:6:6", "80", "x"]),
            max_size=3,
        ),
        "expose": st.lists(PORTS, max_size=2),
        "environment": st.dictionaries(
            st.sampled_from(["URL", "DATABASE_URL", "VITE_URL", "PORT", "DB_HOST", "HTTP_PROXY"]),
            st.one_of(URLS, HOSTS, PORTS),
        ),
        "command": st.one_of(URLS, st.just("serve --bind 127.0.0.1 --port 80")),
        "extends": st.sampled_from(["db", "api", "nobody"]),
        "env_file": st.sampled_from(["no.env", ".env"]),
        "profiles": st.lists(st.just("x"), max_size=1),
        "depends_on": st.lists(NAMES, max_size=2),
        "hostname": NAMES,
        "container_name": NAMES,
        "deploy": st.just({"replicas": 0}),
        "extra_hosts": st.just(["db:10.0.0.1"]),
        "links": st.just(["db:databse"]),
    },
)
PROJECTS = st.fixed_dictionaries(
    {"services": st.dictionaries(NAMES, SETTINGS, max_size=4)},
    optional={
        "networks": st.dictionaries(
            st.sampled_from(["front", "back"]),
            st.sampled_from([None, {"internal": True}, {"external": True}]),
        ),
        "include": st.sampled_from([["compose.yaml"], ["no.yaml"], "x", [{"path": []}]]),
    },
)


def told(text: str) -> tuple[Report, int] | None:
    """The report and the status of a file's text; None where it is refused in a sentence."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "compose.yaml").write_text(text, encoding="utf-8", errors="replace")
        try:
            blueprint = read_blueprint(folder, (Path("compose.yaml"),), {})
            assert blueprint is not None
        except ComposeFileInvalid as error:
            one_sentence(error)
            return None
        report = without_ignored(foretell(blueprint), blueprint)
        return report, int(status(report, blueprint))


@given(st.text(max_size=200))
@example("services: {a: {extends: a}}")
@example("services: {a: null}")
@example("services: {a: {network_mode: 'service:a', image: x}}")
@example("services: {a: {image: x, networks: {bridge: {}}}}\nnetworks: {bridge: }")
@example("include: {a: b}\nservices: {}")
@SLOW
def test_any_text_gives_a_report_or_a_sentence(text: str) -> None:
    found = told(text)
    if found is not None:
        assert found[1] in (0, 1, 3)


@given(PROJECTS)
@SLOW
def test_any_project_gives_a_report_without_a_credential(project: dict[str, object]) -> None:
    found = told(json.dumps(project))
    if found is None:
        return
    report, ended = found
    for shown in (render_json(report), render_forecast(report, color=False)):
        assert SECRET not in shown
    assert (ended == 1) == bool(report.causes)
    assert all(f.basis == "predicted" and f.location for f in report.causes)
