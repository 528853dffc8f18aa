"""One finding as a section of a page: what is wrong, what works now, and the change.

Only the elements of one finding may live here.
"""

from __future__ import annotations

from containerloop.diagnose.finding import Evidence
from containerloop.diagnose.remedies.compose_yaml import as_yaml
from containerloop.render.annotations import said_of
from containerloop.render.html.elements import (
    Html,
    diff,
    element,
    folded,
    listed,
    literal,
    scrolled,
    text,
)
from containerloop.render.offer import Offer, changes, offer, offered, standing, where
from containerloop.render.origin import Origin
from containerloop.report.apply_commands import OVERRIDE, after_edit, after_override
from containerloop.report.v1 import Remedy, Report, ReportedFinding

_PROOFS = {"proven": "good", "refuted": "bad", "untried": "unsure"}


def finding(found: ReportedFinding, report: Report, origin: Origin) -> Html:
    """The section of a finding, under its own sentence unless that is the page's title."""
    mark, style = ("✗", "bad") if found.severity == "cause" else ("!", "unsure")
    said = f"{element('span', mark, class_=style)} {text(said_of(found, report))}"
    heads_the_page = bool(report.causes) and found is report.causes[0]
    title = element("h2", "What to do" if heads_the_page else said)
    first, *rest = offered(found) or (None,)
    parts = [_first(first, found, report, origin) if first else _standing(found)]
    parts.append(_others(rest, found, report, origin))
    parts.append(folded("How this was seen", listed(map(_evidence, found.evidence))))
    return element("section", title, *parts, _read_more(found))


def _evidence(each: Evidence) -> Html:
    command = "<br>" + literal(f"$ {each.command}") if each.command else ""
    return text(each.saw) + command


def _first(remedy: Remedy, found: ReportedFinding, report: Report, origin: Origin) -> Html:
    told = offer(remedy, found, report, live=origin.live)
    lines = [element("p", *_offered(told, remedy))]
    if told.as_it_is and not changes(remedy):
        lines.append(element("p", text(remedy.summary)))
    if told.works_now is not None:
        lines.append(element("p", "Works now: ", literal(told.works_now)))
    return "".join([*lines, _change(remedy, found, report)])


def _offered(told: Offer, remedy: Remedy) -> list[Html]:
    value = literal(told.value) if told.as_it_is else text(told.value)
    proof = element("span", text(told.proof), class_=_PROOFS.get(remedy.proof.status, "unsure"))
    return [element("span", f"{told.label}: ", class_="strong"), value, " · ", proof]


def _others(remedies: list[Remedy], found: ReportedFinding, report: Report, origin: Origin) -> Html:
    """What else would do, and what was tried in vain."""
    vain = [each for each in found.remedies if each.proof.status == "refuted"]
    items = []
    for remedy in [*remedies, *vain]:
        told = offer(remedy, found, report, live=origin.live)
        proof = element("span", text(told.proof), class_=_PROOFS.get(remedy.proof.status, "unsure"))
        label = "does not help: " if remedy in vain else "or "
        change = "" if remedy in vain else _change(remedy, found, report)
        items.append(f"{label}{text(remedy.summary)} · {proof}{change}")
    return folded("Other ways", listed(items))


def _change(remedy: Remedy, found: ReportedFinding, report: Report) -> Html:
    at = found.location
    if remedy.patch is not None:
        rows = [row for row in remedy.patch.diff.split("\n") if row]
        then = after_edit(remedy.patch, found, report)
        shown = [_place(*where(remedy.patch, at)), diff(rows), _then(then)]
    elif remedy.override is not None:
        rows = [f"+ {row}" for row in as_yaml(remedy.override)]
        heading = element("p", literal(OVERRIDE), " (add this)")
        shown = [heading, diff(rows), _then(after_override(found, report))]
    else:
        shown = [_standing(found)]
    return "".join([*shown, _command(remedy.host_command)])


def _command(command: str | None) -> Html:
    if not command:
        return ""
    return scrolled("Command", element("pre", literal(f"$ {command}"), class_="command"))


def _then(command: str | None) -> Html:
    return element("p", "then ", literal(command)) if command else ""


def _standing(found: ReportedFinding) -> Html:
    return "" if found.location is None else _place(*standing(found.location))


def _place(file_and_line: str, key: str) -> Html:
    return element("p", literal(file_and_line), f" {literal(key)}" if key else "")


def _read_more(found: ReportedFinding) -> Html:
    told = [
        literal(f"{found.code} {found.name}"),
        " · ",
        literal(f"containerloop explain {found.code}"),
    ]
    return element("p", *told, class_="dim")
