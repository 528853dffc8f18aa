"""A project as its files alone have it: what is read, what is taken over, what is a gap."""

from __future__ import annotations

from pathlib import Path

import pytest

from containerloop.errors import ComposeFileInvalid
from containerloop.survey.compose.blueprint import read_blueprint
from tests.support.forecasts import blueprint_of

IMAGE = "image: example/app"


def gaps_of(text: str, files: dict[str, str] | None = None) -> list[str]:
    return [f"{g.file}:{g.line} {g.what}" for g in blueprint_of(text, files).gaps]


class TestWhatIsRead:
    def folder(self, at: Path, **files: str) -> Path:
        for name, service in files.items():
            (at / f"{name}.yaml").write_text(f"services: {{{service}: {{{IMAGE}}}}}")
        return at

    def services(self, folder: Path, *files: str, **environ: str) -> list[str]:
        found = read_blueprint(folder, tuple(map(Path, files)), environ)
        assert found is not None
        return [s.config.name for s in found.services]

    def test_no_file_at_all(self, tmp_path: Path) -> None:
        assert read_blueprint(tmp_path, (), {}) is None

    def test_the_override_file_and_the_files_that_are_named(self, tmp_path: Path) -> None:
        folder = self.folder(tmp_path, compose="api", other="web")
        (folder / "compose.override.yaml").write_text(f"services: {{db: {{{IMAGE}}}}}")
        assert self.services(folder) == ["api", "db"]
        assert self.services(folder, "compose.yaml") == ["api"]
        assert self.services(folder, "compose.yaml", "other.yaml") == ["api", "web"]
        assert self.services(folder, COMPOSE_FILE="other.yaml") == ["web"]

    def test_a_named_file_that_is_missing(self, tmp_path: Path) -> None:
        with pytest.raises(ComposeFileInvalid, match="no such file"):
            read_blueprint(tmp_path, (Path("nothing.yaml"),), {})

    def test_the_shells_own_variables_are_not_read(self, tmp_path: Path) -> None:
        text = "services: {api: {image: '${IMAGE:-example/app}'}}"
        (tmp_path / "compose.yaml").write_text(text)
        found = read_blueprint(tmp_path, (), {"IMAGE": "other", "COMPOSE_PROJECT_NAME": "x"})
        assert found is not None
        assert found.services[0].config.image == "example/app"
        assert found.project.name != "x"

    def test_a_required_variable_is_no_reason_to_stop(self) -> None:
        (api,) = blueprint_of("services: {api: {image: '${IMAGE:?set it}'}}").services
        assert api.config.image == "unset.invalid"
        (api,) = blueprint_of("services: {api: {image: 'x${SUFFIX:+-y}'}}").services
        assert api.config.image == "x"

    def test_what_an_override_replaces_and_takes_away(self) -> None:
        base = f"services: {{api: {{{IMAGE}, ports: ['80:80'], dns: 10.0.0.1}}}}"
        over = "services: {api: {ports: !override ['81:80'], dns: !reset null}}"
        (api,) = blueprint_of(base, {"compose.override.yaml": over}).services
        assert [p.host_port for p in api.config.ports] == [81]
        assert not api.hidden

    def test_without_a_tag_the_lists_add_up(self) -> None:
        base = f"services: {{api: {{{IMAGE}, ports: ['80:80']}}}}"
        over = "services: {api: {ports: ['81:80']}}"
        (api,) = blueprint_of(base, {"compose.override.yaml": over}).services
        assert [p.host_port for p in api.config.ports] == [80, 81]


class TestExtends:
    BASE = f"services: {{base: {{{IMAGE}, expose: ['80'], env_file: base.env}}}}"

    def test_a_service_of_the_same_file(self) -> None:
        text = f"services: {{a: {{{IMAGE}, expose: ['80']}}, b: {{extends: a}}}}"
        first, second = blueprint_of(text).services
        assert second.config.exposed == first.config.exposed != ()

    def test_a_service_of_another_file_with_its_files(self) -> None:
        text = "services: {b: {extends: {file: sub/base.yaml, service: base}, expose: ['81']}}"
        files = {"sub/base.yaml": self.BASE, "sub/base.env": "DB_URL=redis://r:6379\n"}
        (found,) = blueprint_of(text, files).services
        assert [p.number for p in found.config.exposed] == [80, 81]
        place = found.config.references[0].host_part.place
        assert (place.file, place.line, place.column) == ("sub/base.env", 1, 16)

    def test_a_circle_ends(self) -> None:
        text = f"services: {{a: {{extends: b, {IMAGE}}}, b: {{extends: a}}}}"
        assert [s.config.image for s in blueprint_of(text).services] == ["example/app"] * 2

    def test_a_file_or_a_service_that_is_missing_is_a_gap(self) -> None:
        text = (
            f"services:\n  b:\n    {IMAGE}\n    extends:\n      file: no.yaml\n      service: x\n"
        )
        assert gaps_of(text) == ["compose.yaml:5 the file that extends: names cannot be read"]
        found = gaps_of(text, {"no.yaml": self.BASE})
        assert found == ["compose.yaml:6 extends: no.yaml has no service x"]
        assert blueprint_of(text).partial

    def test_a_remote_file_is_never_fetched(self) -> None:
        text = f"services: {{b: {{{IMAGE}, extends: {{file: 'https://x.y/z', service: a}}}}}}"
        assert gaps_of(text) == ["compose.yaml:1 a remote file was not fetched"]


class TestInclude:
    def test_the_files_in_both_forms_and_below_them(self) -> None:
        text = f"include: [one.yaml, {{path: [sub/two.yaml]}}]\nservices: {{api: {{{IMAGE}}}}}"
        files = {
            "one.yaml": f"services: {{one: {{{IMAGE}}}}}",
            "sub/two.yaml": f"include: [three.yaml]\nservices: {{two: {{{IMAGE}}}}}",
            "sub/three.yaml": f"services: {{three: {{{IMAGE}, env_file: e.env}}}}",
            "sub/e.env": "REDIS_URL=redis://r:6379\n",
        }
        found = blueprint_of(text, files)
        assert [s.config.name for s in found.services] == ["one", "three", "two", "api"]
        assert found.services[1].config.references[0].host_part.place.file == "sub/e.env"
        assert found.gaps == ()
        assert not found.partial

    def test_a_file_that_includes_itself_ends(self) -> None:
        text = f"include: [compose.yaml]\nservices: {{api: {{{IMAGE}}}}}"
        assert [s.config.name for s in blueprint_of(text).services] == ["api"]

    def test_a_missing_file_is_a_gap(self) -> None:
        text = f"include:\n  - no.yaml\nservices: {{api: {{{IMAGE}}}}}"
        assert gaps_of(text) == ["compose.yaml:2 the file that include: names cannot be read"]


class TestGaps:
    def test_an_env_file_unless_it_need_not_be_there(self) -> None:
        text = f"services:\n  api:\n    {IMAGE}\n    env_file:\n      - no.env\n"
        assert gaps_of(text) == ["compose.yaml:5 the file that env_file: names cannot be read"]
        assert gaps_of(text, {"no.env": ""}) == []
        assert not blueprint_of(text).partial
        optional = text.replace("no.env", "{path: no.env, required: false}")
        assert gaps_of(optional) == []
        assert len(gaps_of(optional.replace("false", "true"))) == 1

    def test_an_address_of_which_a_shell_has_the_host(self) -> None:
        url = "      URL: http://${HOST}:80/\n      NAME: ${OTHER}\n"
        text = f"services:\n  api:\n    {IMAGE}\n    environment:\n{url}"
        told = (
            "compose.yaml:5 no file gives ${HOST} a value, so the address in"
            " services.api.environment.URL is not known"
        )
        assert gaps_of(text) == [told]
        assert gaps_of(text, {".env": "HOST=db"}) == []

    def test_an_address_of_which_a_shell_has_the_port(self) -> None:
        url = "      URL: http://db:${PORT}/x\n"
        text = f"services:\n  api:\n    {IMAGE}\n    environment:\n{url}"
        (gap,) = gaps_of(text)
        assert gap.startswith("compose.yaml:2 no file gives a port in services.api.environment.URL")
        assert gaps_of(text, {".env": "PORT=80"}) == []
        secret = text.replace("http://db:${PORT}", "redis://app:${PASSWORD}@db:80")
        assert gaps_of(secret) == []

    def test_a_service_that_is_part_of_one_only(self) -> None:
        text = f"services:\n  api: {{{IMAGE}}}\n  db:\n    ports: ['80:80']\n"
        told = "db has neither image nor build: another file of the project is missing"
        assert gaps_of(text) == [f"compose.yaml:3 {told}"]
        assert blueprint_of(text).partial
        assert gaps_of(text.replace("ports: ['80:80']", "build: .")) == []
