r"""Whether an error was printed by a step of an image build, and of which image. Pure.

BuildKit numbers its steps and tells the seconds of each line (`#12 0.512 …`, in its summary
`0.512 …`, below `> [api 5/7] RUN …:`), and says at the end that a process did not complete
(moby/buildkit, util/progress/progressui). The builder before it, of Docker up to 22, ends with
"returned a non-zero code". `[api 5/7]` begins with the service where compose builds, else with
the stage.
"""

from __future__ import annotations

import re

_OF_A_STEP = re.compile(r"#\d{1,6} \d+\.\d+ ")
_FAILED = re.compile(
    r"did not complete successfully: exit code: \d|executor failed running \["
    r"|The command '[^\n]{0,2000}' returned a non-zero code: \d"
)
_STEP = re.compile(r"\[(?P<name>[A-Za-z0-9][A-Za-z0-9_.-]{0,62}) [^\]\n]{0,80}?\d+/\d+\] RUN ")
_NAMED = re.compile(
    r"(?:target (?P<target>[\w.-]{1,63}): failed|Service '(?P<service>[\w.-]{1,63})')"
)
_OF_A_LOG = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,62} ?\| ")


def built_for(line: int, lines: list[str]) -> str | None:
    """What the step that printed a line builds: a service or a stage, "" where that is not told.

    None where the line is not a build's: of a container's log, or of a build that went on.

    >>> said = ["#9 [api 2/2] RUN npm run migrate", "#9 0.4 getaddrinfo ENOTFOUND db"]
    >>> built_for(1, [*said, "process \\"npm\\" did not complete successfully: exit code: 1"])
    'api'
    """
    if _OF_A_LOG.match(lines[line]) or not any(map(_FAILED.search, lines[line:])):
        return None
    below = next((m for each in lines[line:] if (m := _NAMED.search(each))), None)
    if below is not None:
        return below["target"] or below["service"] or ""
    above = (m for each in reversed(lines[:line]) if (m := _STEP.search(each)))
    step = next(above, None)
    return step["name"] if step is not None else ""
