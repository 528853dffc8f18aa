"""The folder from which a command was started. I/O."""

from __future__ import annotations

from pathlib import Path

from containerloop.errors import CouldNotAsk


def here() -> Path:
    """The folder. Raises CouldNotAsk where it is gone, or may not be looked into."""
    try:
        return Path.cwd()
    except OSError as error:
        raise CouldNotAsk(
            f"the current folder cannot be used: {error.strerror}",
            "change to a folder that exists",
        ) from error
