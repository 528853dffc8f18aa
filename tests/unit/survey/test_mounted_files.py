"""Which mounted files are read: those of the project's folder, and only so much of them."""

from pathlib import Path

from containerloop.facts import Mount, Unobserved, Upstream
from containerloop.survey.engine.mounts import mounts_of
from containerloop.survey.mounted_files import MOST_BYTES, mounted_upstreams

CONF = "server { location / { proxy_pass http://app:3000; } }\n"


def mount(source: str | None) -> Mount:
    return Mount(target="/etc/nginx/conf.d/default.conf", source=source)


def hosts(folder: Path, *sources: str | None) -> list[str]:
    found = mounted_upstreams(folder, [mount(s) for s in sources], "front")
    assert not isinstance(found, Unobserved)
    return [u.reference.host for u in found]


def test_a_file_and_a_folder_are_read(tmp_path: Path) -> None:
    (tmp_path / "nginx.conf").write_text(CONF)
    (tmp_path / "conf.d" / "more").mkdir(parents=True)
    (tmp_path / "conf.d" / "more" / "b.conf").write_text(CONF.replace("app", "api"))
    (tmp_path / "conf.d" / "page.html").write_text(CONF.replace("app", "html"))
    assert hosts(tmp_path, "nginx.conf", "conf.d") == ["app", "api"]
    assert hosts(tmp_path, "nginx.conf", "nginx.conf") == ["app"]


def test_what_lies_elsewhere_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "outside.conf").write_text(CONF)
    (tmp_path / "shop" / "link.conf").symlink_to(tmp_path / "outside.conf")
    (tmp_path / "shop" / "round").symlink_to(tmp_path / "shop" / "round")
    assert hosts(tmp_path / "shop", "../outside.conf", "link.conf", "round", None, "gone") == []


def test_one_that_is_too_large_is_said(tmp_path: Path) -> None:
    (tmp_path / "big.conf").write_text("#" * (MOST_BYTES + 1))
    found = mounted_upstreams(tmp_path, [mount("big.conf")], "front")
    assert found == Unobserved("big.conf has more than 1 MiB, so it was not read")
    (tmp_path / "good.conf").write_text(CONF)
    both: object = mounted_upstreams(tmp_path, [mount("big.conf"), mount("good.conf")], "front")
    assert isinstance(both, tuple)
    assert isinstance(both[0], Upstream)


def test_data_is_no_configuration(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    for number in range(500):
        (tmp_path / "data" / f"{number}").write_bytes(b"\0" * 10)
    assert hosts(tmp_path, "data") == []


def test_mounts_are_kept_without_the_hosts_paths() -> None:
    raw = {
        "Mounts": [
            {"Type": "bind", "Source": "/srv/shop/nginx.conf", "Destination": "/etc/nginx.conf"},
            {"Type": "bind", "Source": "/host_mnt/srv/shop/a", "Destination": "/a"},
            {"Type": "bind", "Source": "/srv/shopping/b", "Destination": "/b"},
            {"Type": "bind", "Source": "/srv/shop/../secret", "Destination": "/c"},
            {"Type": "volume", "Source": "/var/lib/docker/volumes/x", "Destination": "/data"},
            {"Type": "bind", "Source": "/var/run/docker.sock", "Destination": "/d.sock"},
        ]
    }
    sources = {m.target: m.source for m in mounts_of(raw, "/srv/shop")}
    assert sources == {
        "/etc/nginx.conf": "nginx.conf", "/a": "a", "/b": None, "/c": None, "/d.sock": None,
    }  # fmt: skip
    assert [m.source for m in mounts_of(raw, None)] == [None] * 5
    assert mounts_of({}, "/srv/shop") == ()
