"""An image that has the name of the probe's and is not it is told, with how to be rid of it."""

from __future__ import annotations

from containerloop.report.notes.impostor_images import impostor_images_found


def test_each_is_named_with_what_sets_it_apart() -> None:
    (said,) = impostor_images_found(("containerloop-probe:1f3a (its layers)",))
    assert said == (
        "the engine has an image named containerloop-probe:1f3a (its layers) that is not"
        " containerloop's own; it was not run (docker image rm containerloop-probe:1f3a removes it)"
    )
    assert not list(impostor_images_found(()))
