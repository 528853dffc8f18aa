"""A proxy's configuration that stands in the compose file: read where it stands."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from containerloop.facts import Container, Mount, Project, State, Unobserved, Upstream
from containerloop.survey.compose.inline_configs import MOST_CHARACTERS, MOST_TEXTS
from containerloop.survey.compose.project import read_project
from containerloop.survey.mounted_files import with_upstreams

HEAD = """\
services:
  edge:
    image: nginx
    configs: [{source: site, target: /etc/nginx/conf.d/site.conf}]
  app:
    image: app
configs:
  site:
"""
BLOCK = """\
    content: |
      server {
        listen 8080;
        set $$x 1;
        location / { proxy_pass http://app:3001; }
      }
"""


def project(folder: Path, text: str) -> Project:
    (folder / "compose.yaml").write_text(text)
    found = read_project(folder, environ={"PATH": ""})
    assert found is not None
    return found


def upstreams(folder: Path, text: str, service: str = "edge") -> list[Upstream]:
    services = project(folder, text).services
    return list(next(s.upstreams for s in services if s.name == service))


@pytest.mark.parametrize("start", ["|", "|-", "|2"])
def test_a_block_keeps_its_line_and_column(tmp_path: Path, start: str) -> None:
    [found] = upstreams(tmp_path, HEAD + BLOCK.replace("|", start, 1))
    part = found.reference.host_part
    assert (found.reference.host, found.reference.port, found.ports) == ("app", 3001, (8080,))
    assert (part.place.file, part.place.line, part.place.column) == ("compose.yaml", 13, 40)
    assert part.text == "        location / { proxy_pass http://app:3001; }"
    assert part.place.key == "services.edge.configs: proxy_pass"


def test_the_short_form_takes_it_too(tmp_path: Path) -> None:
    short = HEAD.replace("[{source: site, target: /etc/nginx/conf.d/site.conf}]", "[site]")
    assert len(upstreams(tmp_path, short + BLOCK)) == 1


def test_one_that_is_no_block_is_read_without_its_place(tmp_path: Path) -> None:
    line = '    content: "location / { proxy_pass http://app:3001; }\\n"\n'
    [found] = upstreams(tmp_path, HEAD + line)
    assert (found.reference.port, found.reference.host_part.place.file) == (3001, None)


@pytest.mark.parametrize(
    "rest",
    [
        "    file: site.conf\n",
        "    environment: SITE\n",
        "    content:\n",
        "    external: true\n",
        BLOCK.replace("content", "template"),
    ],
)
def test_one_that_does_not_stand_there(tmp_path: Path, rest: str) -> None:
    assert upstreams(tmp_path, HEAD + rest) == []


def test_only_a_service_that_takes_it_has_it(tmp_path: Path) -> None:
    assert upstreams(tmp_path, HEAD + BLOCK, "app") == []
    other = HEAD.replace("source: site", "source: another")
    assert upstreams(tmp_path, other + BLOCK) == []


def test_it_stands_beside_what_is_mounted(tmp_path: Path) -> None:
    (tmp_path / "api.conf").write_text("location /api { proxy_pass http://api:4000; }\n")
    read = replace(project(tmp_path, HEAD + BLOCK), working_dir=str(tmp_path))
    container = Container(
        id="1", name="shop-edge-1", project=read.name, service="edge", image="nginx",
        network_mode="x", state=State(status="running"),
    )  # fmt: skip
    mounted = Mount(target="/etc/nginx/conf.d/api.conf", source="api.conf")
    for mounts, ports in (((), [3001]), ((mounted,), [4000, 3001])):
        found = with_upstreams(replace(container, mounts=mounts), read).upstreams
        assert not isinstance(found, Unobserved)
        assert [u.reference.port for u in found] == ports
    other = with_upstreams(replace(container, service="app"), read)
    assert other.upstreams == ()


def test_of_many_and_of_long_texts_only_so_much_is_read(tmp_path: Path) -> None:
    names = [f"c{number}" for number in range(MOST_TEXTS + 2)]
    head = f"services:\n  edge: {{image: nginx, configs: [{', '.join(names)}]}}\nconfigs:\n"
    line = "      location /{0} {{ proxy_pass http://app:{1}; }}\n"
    text = "".join(
        f"  {name}:\n    content: |\n" + line.format(name, 8000 + n) for n, name in enumerate(names)
    )
    ports = [u.reference.port for u in upstreams(tmp_path, head + text)]
    assert ports == list(range(8000, 8000 + MOST_TEXTS))
    long = BLOCK.replace("listen 8080;", "# " + "x" * MOST_CHARACTERS)
    assert upstreams(tmp_path, HEAD + long) == []
