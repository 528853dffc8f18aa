"""What a service's environment exempts from its proxy: NO_PROXY, as it is written."""

from __future__ import annotations

from containerloop.facts.references import Part
from containerloop.facts.values import Fact


class Exemption(Fact, frozen=True, kw_only=True):
    """One NO_PROXY or no_proxy. `text` is its value, `***` where that is not a list of hosts.

    `last` is the last character of the value where a file holds it, so that more can follow;
    None where no file does, or where nothing is written.
    """

    key: str
    text: str
    last: Part | None = None
