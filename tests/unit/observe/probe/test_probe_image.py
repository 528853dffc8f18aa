"""The probe's image is known by its content, on both image stores; its name is not believed."""

from __future__ import annotations

import copy
import json
from typing import Any

import docker.errors
import pytest
from hypothesis import given
from hypothesis import strategies as st

from containerloop.errors import ProbeUnavailable
from containerloop.observe.probe import image as images
from containerloop.observe.probe.image_check import difference

BINARY = b"\x7fELF a probe"
BUILT = json.loads(images.image_config(BINARY, "amd64"))


def described(**changes: Any) -> dict[str, Any]:
    """An engine's answer about the image, as the classic store words it."""
    made: dict[str, Any] = {
        "Id": "sha256:aa", "Os": "linux", "Architecture": "amd64",
        "Config": {"Env": None, "Cmd": None, "Image": "", "Volumes": None, "Hostname": "",
                   "AttachStdin": False, **BUILT["config"]},
        "RootFS": {"Type": "layers", "Layers": list(BUILT["rootfs"]["diff_ids"])},
        "GraphDriver": {"Name": "overlay2"},
    }  # fmt: skip
    for path, value in changes.items():
        *way, last = path.split("__")
        at = made
        for key in way:
            at = at[key]
        at[last] = value
    return made


@pytest.mark.parametrize(
    "same",
    [
        {},
        {"GraphDriver__Name": "overlayfs", "GraphDriver__Data": None, "Id": "sha256:of-a-manifest"},
        {"Config__Env": [], "Config__Cmd": [], "Config__Labels": {}},
        {"RepoTags": ["anything:1"], "Created": "2026-01-01", "Size": 3},
    ],
)
def test_the_own_image_is_known_on_either_store(same: dict[str, Any]) -> None:
    assert difference(described(**same), BUILT) is None


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"RootFS__Layers": ["sha256:bb"]}, "its layers"),
        ({"RootFS__Layers": [*BUILT["rootfs"]["diff_ids"], "sha256:bb"]}, "its layers"),
        ({"RootFS__Layers": []}, "its layers"),
        ({"RootFS": None}, "its layers"),
        ({"Config__Entrypoint": ["/bin/sh"]}, "its Entrypoint"),
        ({"Config__Entrypoint": None}, "its Entrypoint"),
        ({"Config__Entrypoint": ["/probe", "-x"]}, "its Entrypoint"),
        ({"Config__Cmd": ["x"]}, "its Cmd"),
        ({"Config__Env": ["LD_PRELOAD=/x.so"]}, "its Env"),
        ({"Config__User": "0"}, "its User"),
        ({"Config__Healthcheck": {"Test": ["CMD", "/x"]}}, "its Healthcheck"),
        ({"Config__Volumes": {"/data": {}}}, "its Volumes"),
        ({"Config__Labels": {"a": "b"}}, "its Labels"),
        ({"Config": None}, "its Entrypoint"),
        ({"Architecture": "arm64"}, "its platform"),
        ({"Os": "windows"}, "its platform"),
    ],
)
def test_what_differs_is_named(changed: dict[str, Any], said: str) -> None:
    assert difference(described(**changed), BUILT) == said


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda part: (
        st.lists(part, max_size=3) | st.dictionaries(st.text(max_size=8), part, max_size=3)
    ),
)


@given(JSON)
def test_no_other_answer_passes(seen: Any) -> None:
    assert difference(seen, BUILT) is not None


@given(st.sampled_from(["Entrypoint", "Cmd", "Env", "Volumes", "OnBuild"]), JSON.filter(bool))
def test_no_other_setting_passes(key: str, value: Any) -> None:
    seen = described()
    seen["Config"][key] = value
    wanted = copy.deepcopy(BUILT["config"]).get(key)
    assert (difference(seen, BUILT) is None) == (value == wanted)


class Store:
    """An engine's images, as a client shows them."""

    def __init__(self, **there: dict[str, Any]) -> None:
        self.there = there
        self.loaded: list[str] = []

    def version(self) -> dict[str, str]:
        return {"Os": "linux", "Arch": "amd64"}

    def inspect_image(self, tag: str) -> dict[str, Any]:
        name = tag.partition(":")[2]
        if name not in self.there:
            raise docker.errors.ImageNotFound("no such image")
        return self.there[name]

    def load_image(self, archive: bytes) -> list[str]:
        self.loaded.append(archive.decode("latin-1"))
        start = self.loaded[-1].index('"containerloop-probe:') + 21
        self.there[self.loaded[-1][start:].partition('"')[0]] = described(Id="sha256:own")
        return []


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(images, "probe_binary", lambda arch: BINARY)
    return images.image_tag(BINARY, "amd64").partition(":")[2]


def test_it_is_loaded_once(installed: str) -> None:
    store = Store()
    first = images.ensure_image(store)  # type: ignore[arg-type]
    assert first == images.ensure_image(store)  # type: ignore[arg-type]
    assert first == images.ProbeImage("sha256:own", f"containerloop-probe:{installed}")
    assert len(store.loaded) == 1


def test_beside_another_of_its_name_it_is_loaded_under_the_next(installed: str) -> None:
    store = Store(**{installed: described(RootFS__Layers=["sha256:evil"], Id="sha256:evil")})
    made = images.ensure_image(store)  # type: ignore[arg-type]
    assert made.id == "sha256:own"
    assert made.tag == f"containerloop-probe:{installed}-1"
    assert made.impostors == (f"containerloop-probe:{installed} (its layers)",)
    assert images.ensure_image(store) == made  # type: ignore[arg-type]
    assert len(store.loaded) == 1


def test_where_every_name_is_taken_nothing_is_run(installed: str) -> None:
    evil = described(Config__Entrypoint=["/evil"])
    store = Store(**{installed + end: evil for end in ("", "-1", "-2", "-3", "-4")})
    with pytest.raises(ProbeUnavailable, match=f"probe:{installed} .its Entrypoint"):
        images.ensure_image(store)  # type: ignore[arg-type]
    assert not store.loaded
