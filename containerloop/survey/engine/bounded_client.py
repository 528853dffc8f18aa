"""The Docker SDK's client, with a limit on the size of answers. I/O: the engine."""

from __future__ import annotations

from typing import Any

import docker
import requests

MOST_ANSWER = 128 * 1024 * 1024
"""Bytes of one answer; the list of 10,000 containers has 20 million."""

_CHUNK = 1 << 16


class BoundedClient(docker.APIClient):
    """A client that reads answers up to a limit and whose API version can be set afterwards."""

    def settle(self, version: str) -> None:
        """Speak this API version from now on.

        The SDK sets its version in the constructor only; a second client would need a second
        connection, which over ssh is a second login.
        """
        self._version = version

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        """As `requests` does, but read at most MOST_ANSWER bytes into memory.

        Raises `requests.RequestException` for a longer answer.
        """
        whole = not options.pop("stream", False)
        answer = super().send(request, stream=True, **options)
        if whole:
            read = bytearray()
            for part in answer.iter_content(_CHUNK):
                read += part
                if len(read) > MOST_ANSWER:
                    answer.close()
                    raise requests.RequestException("the engine's answer is too large")
            answer._content = bytes(read)
        return answer
