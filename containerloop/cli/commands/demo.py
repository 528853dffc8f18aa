"""`demo`: a broken project, brought up, diagnosed, repaired as printed, and taken down."""

from __future__ import annotations

from typing import Annotated

import typer


def demo(
    image: Annotated[
        str | None,
        typer.Option(
            "--image", envvar="CONTAINERLOOP_DEMO_IMAGE", help="Use this PostgreSQL image."
        ),
    ] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Leave the project running.")] = False,
) -> int:
    """Start a broken project, diagnose it and fix it. Uses a real PostgreSQL."""
    from containerloop.cli.runs.demo import run

    return run(image, keep=keep)
