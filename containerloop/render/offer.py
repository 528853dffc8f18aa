"""What is offered against a fault: a remedy in words, with its proof and the change's place.

What every format says of a remedy may live here, as printable text; how it looks is theirs.
"""

from __future__ import annotations

from dataclasses import dataclass

from containerloop.diagnose.finding import Location, Patch
from containerloop.facts.printable import printable
from containerloop.render.text.styled_lines import LIMIT
from containerloop.render.text.words import tried
from containerloop.report.v1 import Remedy, Report, ReportedFinding


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """`label` and `value` are what to do, `proof` how that is known.

    `as_it_is`: the address works without any change. `works_now` is one that works meanwhile.
    """

    label: str
    value: str
    proof: str
    as_it_is: bool
    works_now: str | None = None


def offered(found: ReportedFinding) -> tuple[Remedy, ...]:
    """The remedies that were not tried in vain."""
    return tuple(each for each in found.remedies if each.proof.status != "refuted")


def offer(remedy: Remedy, found: ReportedFinding, report: Report, *, live: bool) -> Offer:
    """A remedy as it is offered; `live` is False for a replayed snapshot."""
    works = report.reach_it_at.get(found.vantage)
    as_it_is = works is not None and works == remedy.address
    at = (remedy.address or "") if as_it_is else found.address
    return Offer(
        label="Reach it at" if as_it_is else "Fix",
        value=printable((works or "") if as_it_is else remedy.summary, LIMIT),
        proof=tried(remedy.proof, at=at, as_it_is=as_it_is, live=live),
        as_it_is=as_it_is,
        works_now=None if as_it_is or works is None else printable(works, LIMIT),
    )


def changes(remedy: Remedy) -> bool:
    """Whether the remedy holds a change that can be shown."""
    return remedy.patch is not None or remedy.override is not None


def where(patch: Patch, at: Location | None) -> tuple[str, str]:
    """File and line of a change, and the key there where the finding's own place is meant."""
    if at is not None and at.file == patch.file and patch.line in (None, at.line):
        return standing(at)
    line = "" if patch.line is None else f":{patch.line}"
    return printable(f"{patch.file}{line}", LIMIT), ""


def standing(at: Location) -> tuple[str, str]:
    """File and line of a place in the project's files, and its key."""
    return printable(f"{at.file}:{at.line}", LIMIT), printable(at.key, LIMIT)
