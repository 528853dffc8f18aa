"""Whether a quoted error is of a step of an image build."""

import pytest

from containerloop.facts import Outcome
from containerloop.facts.parsers.printed_error import printed_error

SUMMARY = """\
 => ERROR [api 5/7] RUN npm run migrate                      0.9s
------
 > [api 5/7] RUN npm run migrate:
0.512 Error: getaddrinfo ENOTFOUND db
------
failed to solve: process "/bin/sh -c npm run migrate" did not complete successfully: exit code: 1
"""
PLAIN = """\
#12 [api builder 5/7] RUN npm run migrate
#12 0.512 Error: getaddrinfo ENOTFOUND db
#12 ERROR: process "/bin/sh -c npm run migrate" did not complete successfully: exit code: 1
"""
BAKED = """\
0.512 Error: getaddrinfo ENOTFOUND db
target api: failed to solve: process "/bin/sh -c npm" did not complete successfully: exit code: 1
"""
OLDER = """\
#0 0.512 Error: getaddrinfo ENOTFOUND db
failed to solve: executor failed running [/bin/sh -c npm run migrate]: exit code: 1
"""
BEFORE_BUILDKIT = """\
Step 5/7 : RUN npm run migrate
 ---> Running in 1a2b3c4d5e6f
Error: getaddrinfo ENOTFOUND db
ERROR: Service 'api' failed to build: The command '/bin/sh -c npm' returned a non-zero code: 1
"""


@pytest.mark.parametrize(
    ("text", "build"),
    [
        (SUMMARY, "api"),
        (PLAIN, "api"),
        (BAKED, "api"),
        (OLDER, ""),
        (BEFORE_BUILDKIT, "api"),
        (SUMMARY.replace("[api 5/7]", "[5/7]"), ""),
        (SUMMARY.replace("0.512 ", "api-1  | "), None),
        (PLAIN.rpartition("#12 ERROR")[0] + "#12 DONE 0.9s\n", None),
        (PLAIN + "api-1  | Error: getaddrinfo ENOTFOUND cache\n", None),
        ("Error: getaddrinfo ENOTFOUND db\n", None),
    ],
)
def test_for_what_the_step_builds(text: str, build: str | None) -> None:
    error = printed_error(text)
    assert error is not None
    assert error.outcome is Outcome.NAME_NOT_FOUND
    assert error.build == build
