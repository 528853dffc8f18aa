"""A failed call to the engine, described for a sentence. Pure."""

from __future__ import annotations

import requests


def describe_error(error: BaseException) -> str:
    """Why a call failed; the engine's own sentence if it sent one."""
    if isinstance(error, requests.Timeout):
        return "the engine does not answer"
    explanation = getattr(error, "explanation", None)
    # the SDK's own errors are requests' too; only those have an explanation
    if not explanation and isinstance(error, (requests.RequestException, RecursionError)):
        return "the engine sent an invalid response"
    return str(explanation or error).strip()
