"""Images on the engine that have the name of the probe's and are not it. Pure."""

from __future__ import annotations

from collections.abc import Iterator


def impostor_images_found(impostor_images: tuple[str, ...]) -> Iterator[str]:
    """Which they are: somebody gave them that name so that they would be run."""
    for image in impostor_images:
        tag = image.partition(" ")[0]
        yield (
            f"the engine has an image named {image} that is not containerloop's own; it was not"
            f" run (docker image rm {tag} removes it)"
        )
