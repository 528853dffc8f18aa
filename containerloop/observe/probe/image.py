"""The probe as an image, made in memory and loaded into the engine: nothing is ever pulled.

Only the image belongs here: which binary an engine needs, the archive, and loading it. An image
is known by its content; the name under which it stands is not believed.
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from importlib.resources import files
from typing import Any

import docker
import docker.errors
import msgspec
import requests

from containerloop.errors import EngineFailed, ProbeUnavailable
from containerloop.observe.probe.engine_errors import describe_error
from containerloop.observe.probe.image_check import difference
from containerloop.platforms.family import Signs, family_of

NAME = "containerloop-probe"
NO_PROBE_HINT = "use --no-probe to diagnose from the engine's metadata alone"
_ENGINE_ERRORS = (docker.errors.DockerException, requests.RequestException, OSError, RecursionError)
ARCHITECTURES = {"amd64": "amd64", "x86_64": "amd64", "arm64": "arm64", "aarch64": "arm64"}
_BUILD_HINT = "build it: python -m containerloop.observe.probe.source.build"


_SPARE_NAMES = 4
"""How many other names are tried for our image, where one is taken by another's."""


class ProbeImage(msgspec.Struct, frozen=True):
    """The probe's image on an engine: `id` is what containers are made from.

    `tag` is the name that it has there; `impostors` are names of ours that other images have.
    `engine_holds`: the engine removes no container while a probe is in its network (Podman).
    """

    id: str
    tag: str
    impostors: tuple[str, ...] = ()
    engine_holds: bool = False


def ensure_image(client: docker.APIClient) -> ProbeImage:
    """The probe's image on this engine, loaded first when it is not there yet.

    An image of our name that is not what this installation builds is left alone, and ours is
    loaded under another name. Raises ProbeUnavailable when the probe is not built for the engine
    or not installed, or every name is taken, and EngineFailed when the engine cannot be asked or
    refuses the image.
    """
    try:
        version = client.version()
        if not isinstance(version, dict):
            raise EngineFailed("the engine did not report its version")
        arch = engine_architecture(version)
        image = _own_image(client, probe_binary(arch), arch)
        return msgspec.structs.replace(image, engine_holds=is_podman(version))
    except _ENGINE_ERRORS as error:
        said = f"cannot load the probe's image: {describe_error(error)}"
        raise EngineFailed(said, NO_PROBE_HINT) from error


def is_podman(version: dict[str, Any]) -> bool:
    """Whether an engine's answer to `version` is Podman's."""
    parts = version.get("Components") or ()
    return family_of(Signs(components=tuple(str(each.get("Name")) for each in parts))) == "podman"


def _own_image(client: docker.APIClient, binary: bytes, arch: str) -> ProbeImage:
    built = json.loads(image_config(binary, arch))
    plain = image_tag(binary, arch)
    impostors: list[str] = []
    for tag in (plain, *(f"{plain}-{n}" for n in range(1, _SPARE_NAMES + 1))):
        seen = _inspected(client, tag)
        if seen is None:
            _load(client, image_archive(binary, arch, tag))
            seen = _inspected(client, tag)
        if seen is None:
            raise ProbeUnavailable(f"the engine took the probe's image but does not have {tag}")
        differs = difference(seen, built)
        if differs is None:
            return ProbeImage(str(seen["Id"]), tag, tuple(impostors))
        impostors.append(f"{tag} ({differs})")
    raise ProbeUnavailable(
        f"images of other content have the names of the probe's and were not run: {impostors[0]}",
        f"remove them: docker image rm $(docker image ls -q {NAME})",
    )


def engine_architecture(version: dict[str, object]) -> str:
    """`amd64` or `arm64` from the engine's own answer to `version`.

    Raises ProbeUnavailable for a system or an architecture that the probe is not built for.
    """
    system, arch = str(version.get("Os", "")), str(version.get("Arch", ""))
    if system != "linux":
        raise ProbeUnavailable(
            f"the probe needs Linux containers; this engine runs {system or 'unknown'} containers",
            "switch the engine to Linux containers, or use --no-probe",
        )
    if arch not in ARCHITECTURES:
        raise ProbeUnavailable(
            f"there is no probe for the engine's architecture {arch or 'unknown'}",
            NO_PROBE_HINT,
        )
    return ARCHITECTURES[arch]


def probe_binary(arch: str) -> bytes:
    """The binary for `amd64` or `arm64`. Raises ProbeUnavailable if it is not installed."""
    path = files("containerloop.observe.probe.source") / "bin" / f"probe-linux-{arch}"
    if not path.is_file():
        raise ProbeUnavailable(f"this installation has no probe for {arch}", _BUILD_HINT)
    return path.read_bytes()


def image_tag(binary: bytes, arch: str) -> str:
    """A tag made from the content, so that another version never runs by mistake."""
    content = binary + _config(b"", arch).encode()
    return f"{NAME}:{hashlib.sha256(content).hexdigest()[:12]}"


def image_archive(binary: bytes, arch: str, tag: str) -> bytes:
    """What `docker save` would write for the image: one uncompressed layer, one file in it."""
    layer = _layer(binary)
    config = image_config(binary, arch).encode()
    name = f"{hashlib.sha256(config).hexdigest()}.json"
    manifest = [{"Config": name, "RepoTags": [tag], "Layers": ["layer.tar"]}]
    parts = {name: config, "layer.tar": layer, "manifest.json": json.dumps(manifest).encode()}
    return _tar({path: (content, 0o644) for path, content in parts.items()})


def image_config(binary: bytes, arch: str) -> str:
    """The configuration of the image, as JSON: by its digest of the layer it tells the content."""
    return _config(_layer(binary), arch)


def _layer(binary: bytes) -> bytes:
    return _tar({"probe": (binary, 0o755)})


def _config(layer: bytes, arch: str) -> str:
    config = {
        "architecture": arch,
        "os": "linux",
        "config": {"Entrypoint": ["/probe"], "User": "65534:65534", "WorkingDir": "/"},
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{hashlib.sha256(layer).hexdigest()}"]},
    }
    return json.dumps(config, sort_keys=True)


def _tar(entries: dict[str, tuple[bytes, int]]) -> bytes:
    """A tar of files, the same bytes every time: no times, no owners."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for path, (content, mode) in entries.items():
            entry = tarfile.TarInfo(path)
            entry.size, entry.mode = len(content), mode
            tar.addfile(entry, io.BytesIO(content))
    return made.getvalue()


def _load(client: docker.APIClient, archive: bytes) -> None:
    # The answer is a stream: the image is there only when it was read to its end.
    for _ in client.load_image(archive):  # type: ignore[no-untyped-call]
        pass


def _inspected(client: docker.APIClient, tag: str) -> dict[str, object] | None:
    """What the engine says of an image; None where it has none of that name."""
    try:
        seen = client.inspect_image(tag)  # type: ignore[no-untyped-call]
    except docker.errors.ImageNotFound:
        return None
    if not isinstance(seen, dict) or not isinstance(seen.get("Id"), str):
        raise EngineFailed("the engine did not describe the probe's image")
    return seen
