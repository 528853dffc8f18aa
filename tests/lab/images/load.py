"""Fixture images: their tars made once into the cache, then into an engine that lacks them."""

import json
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.lab.engines import cache, releases
from tests.lab.engines.refusals import CannotSetUp
from tests.lab.engines.trees import Recipe, unpacked

from .cut import START, cut
from .recipes import IMAGES, TEXTS, UNUSED, Image

NAMES = tuple(IMAGES)
EVERYDAY = tuple(name for name, image in IMAGES.items() if not image.rare)
REPOSITORIES = ("containerloop-fixture/", "containerloop-probe")
PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
LABEL = "containerloop.fixture"  # the recipe an image was made by: another one replaces it


def reference(name: str) -> str:
    """The name of the image in an engine and in compose files."""
    return f"containerloop-fixture/{name}:1"


def ensure(name: str, environment: Mapping[str, str]) -> str:
    """The image `name`, in the engine that `environment` addresses; returns its reference."""
    image = IMAGES[name]
    wanted = _key(name, image)
    with cache.locked(f"load-{cache.key([environment['DOCKER_HOST']])}-{name}"):
        if _loaded(name, environment) != wanted:
            changes = [f"ENV PATH={PATH}", f"LABEL {LABEL}={wanted}", *_process(image)]
            options = [part for change in changes for part in ("--change", change)]
            _docker(environment, "import", *options, str(tar(name)), reference(name))
    return reference(name)


def tar(name: str) -> Path:
    """The tar of the image `name`, made unless the cache has it whole."""
    image = IMAGES[name]
    folder = cache.root() / "images" / f"{name}-{_key(name, image)}"
    made = cache.made_once(folder, lambda unfinished: _make(name, image, unfinished), _is_whole)
    return made / "image.tar"


@contextmanager
def left_as_it_was(environment: Mapping[str, str]) -> Iterator[None]:
    """Take away again the images of ours that were not in the engine before."""
    before = _ours(environment)
    try:
        yield
    finally:
        if added := sorted(_ours(environment) - before):
            _docker(environment, "image", "rm", "--force", *added)


def _make(name: str, image: Image, folder: Path) -> None:
    cache.say(f"cutting the image {name} out of its packages")
    packages = (*image.packages, "busybox-static")
    recipe = Recipe(f"image-{name}", releases.services_suite(), packages, UNUSED)
    with tempfile.TemporaryDirectory(dir=folder) as root:
        unpacked(recipe, Path(root))
        cut(Path(root), image, folder / "image.tar")
    (folder / "sha256").write_text(cache.sha256(folder / "image.tar"))


def _is_whole(folder: Path) -> bool:
    try:
        return (folder / "sha256").read_text() == cache.sha256(folder / "image.tar")
    except OSError:
        return False


def _key(name: str, image: Image) -> str:
    folder = Path(__file__).parent
    sources = [folder / "cut.py", folder / "elf.py", *sorted(START.glob(f"{name}.*"))]
    recipe = [releases.services_suite(), repr(image), repr(TEXTS), repr(UNUSED)]
    return cache.key([*recipe, *(source.read_bytes() for source in sources)])


def _loaded(name: str, environment: Mapping[str, str]) -> str | None:
    try:
        said = _docker(environment, "image", "inspect", reference(name))
    except CannotSetUp:
        return None
    labels = json.loads(said)[0]["Config"].get("Labels") or {}
    return str(labels.get(LABEL))


def _process(image: Image) -> list[str]:
    return ['ENTRYPOINT ["/start"]'] if image.start else ['CMD ["sh"]']


def _ours(environment: Mapping[str, str]) -> set[str]:
    listed = _docker(environment, "image", "ls", "--format", "{{.Repository}}:{{.Tag}}")
    return {line for line in listed.split() if line.startswith(REPOSITORIES)}


def _docker(environment: Mapping[str, str], *arguments: str) -> str:
    done = subprocess.run(
        ["docker", *arguments], env=dict(environment), check=False, capture_output=True, text=True
    )
    if done.returncode:
        raise CannotSetUp(f"docker {arguments[0]} failed: {done.stderr.strip()}")
    return done.stdout
