"""A failed call to the engine, described for a sentence. Pure."""

from __future__ import annotations

import requests

IN_A_POD = "it is part of a pod, and Podman lets no other container into its network"
_PODMAN_ON_PODS = ("is part of a pod, but", "containers in pods")
"""What 5.4 and 4.3 say to a container that would join one of a pod; each with status 500."""


def refused_place(said: str) -> str | None:
    """Why a probe may not stand where it was to stand, though the engine calls it its own fault."""
    return IN_A_POD if any(words in said for words in _PODMAN_ON_PODS) else None


def describe_error(error: BaseException) -> str:
    """Why a call failed; the engine's own sentence if it sent one."""
    if isinstance(error, requests.Timeout):
        return "the engine does not answer"
    explanation = getattr(error, "explanation", None)
    # the SDK's own errors are requests' too; only those have an explanation
    if not explanation and isinstance(error, (requests.RequestException, RecursionError)):
        return "the engine sent an invalid response"
    return str(explanation or error).strip()
