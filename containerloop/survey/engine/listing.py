"""An engine's list, asked for again where the engine stumbles over its own haste (I/O).

Podman answers with an error of its own while something that it is listing is being removed
(podman issues 10120 and 17341); a moment later the list is whole.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from docker.errors import APIError

_P = ParamSpec("_P")
_T = TypeVar("_T")

PAUSES_S = (0.05, 0.2)
"""How long to wait before each further try."""


def listed(ask: Callable[_P, _T], *words: _P.args, **named: _P.kwargs) -> _T:
    """The answer of `ask`. Raises the engine's last error where every try ends in one."""
    for pause in PAUSES_S:
        try:
            return ask(*words, **named)
        except APIError as error:
            if not error.is_server_error():
                raise
        time.sleep(pause)
    return ask(*words, **named)
