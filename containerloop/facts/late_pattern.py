"""Regular expressions that are compiled when they are first used. Pure.

There is one for every server that may answer, and most commands meet few of those: compiling them
all takes as long as reading the compose files.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


class _Late:
    """In the place of a pattern: whatever is asked of it, it asks the compiled one."""

    def __init__(self, pattern: Any, flags: int) -> None:
        self._written = pattern, flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(*self._written), name)
        setattr(self, name, found)
        return found


def late(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """As `re.compile`, but that a mistake in the pattern is met only when it is used."""
    return cast("re.Pattern[AnyStr]", _Late(pattern, flags))
