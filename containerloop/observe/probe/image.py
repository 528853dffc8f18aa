"""The probe as an image, made in memory and loaded into the engine: nothing is ever pulled.

Only the image belongs here: which binary an engine needs, the archive, and loading it.
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from importlib.resources import files

import docker
import docker.errors
import requests

from containerloop.errors import EngineFailed, ProbeUnavailable
from containerloop.observe.probe.engine_errors import describe_error

NAME = "containerloop-probe"
NO_PROBE_HINT = "use --no-probe to diagnose from the engine's metadata alone"
_ENGINE_ERRORS = (docker.errors.DockerException, requests.RequestException, OSError, RecursionError)
ARCHITECTURES = {"amd64": "amd64", "x86_64": "amd64", "arm64": "arm64", "aarch64": "arm64"}
_BUILD_HINT = "build it: python -m containerloop.observe.probe.source.build"


def ensure_image(client: docker.APIClient) -> str:
    """The tag of the probe's image on this engine, loaded first when it is not there yet.

    Raises ProbeUnavailable when the probe is not built for the engine or not installed, and
    EngineFailed when the engine cannot be asked or refuses the image.
    """
    try:
        version = client.version()
        if not isinstance(version, dict):
            raise EngineFailed("the engine did not report its version")
        arch = engine_architecture(version)
        binary = probe_binary(arch)
        tag = image_tag(binary, arch)
        if not _is_loaded(client, tag):
            _load(client, image_archive(binary, arch, tag))
            if not _is_loaded(client, tag):
                raise ProbeUnavailable(f"the engine took the probe's image but does not have {tag}")
    except _ENGINE_ERRORS as error:
        said = f"cannot load the probe's image: {describe_error(error)}"
        raise EngineFailed(said, NO_PROBE_HINT) from error
    return tag


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
    layer = _tar({"probe": (binary, 0o755)})
    config = _config(layer, arch).encode()
    name = f"{hashlib.sha256(config).hexdigest()}.json"
    manifest = [{"Config": name, "RepoTags": [tag], "Layers": ["layer.tar"]}]
    parts = {name: config, "layer.tar": layer, "manifest.json": json.dumps(manifest).encode()}
    return _tar({path: (content, 0o644) for path, content in parts.items()})


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


def _is_loaded(client: docker.APIClient, tag: str) -> bool:
    try:
        client.inspect_image(tag)  # type: ignore[no-untyped-call]
    except docker.errors.ImageNotFound:
        return False
    return True
