"""What a team states about its project: who reaches what, and who must not. Pure values."""

from __future__ import annotations

from containerloop.facts.snapshot import Question
from containerloop.facts.values import Fact

LAN = "lan"
"""Where other machines stand: nobody measures there, so it is judged from the bindings."""


class Stated(Fact, frozen=True, kw_only=True):
    """One expectation as a file states it, at its line (from 1).

    `vantage` is as written (a plain name is a service), or `lan`. `question` is about the address,
    from that vantage. `reach` is False for `not-reach`. `protocol` is the key of one
    (`postgresql`), `status` an HTTP status, `within_s` how many seconds it may take to come true.
    """

    file: str
    line: int
    vantage: str
    question: Question
    reach: bool = True
    protocol: str | None = None
    status: int | None = None
    within_s: float = 0.0
    why: str = ""
