"""What a failed call to the engine means, in words for a sentence. Pure."""

from __future__ import annotations

import requests


def describe_error(error: BaseException) -> str:
    """What a call that failed means; the engine's own sentence where it gave one."""
    if isinstance(error, requests.Timeout):
        return "the engine does not answer"
    explanation = getattr(error, "explanation", None)
    # the SDK's own errors are requests' too; only these carry the engine's words
    if not explanation and isinstance(error, (requests.RequestException, RecursionError)):
        return "the engine's answer makes no sense"
    return str(explanation or error).strip()
