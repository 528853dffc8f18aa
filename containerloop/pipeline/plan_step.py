"""What a question needs looks at, given a survey: the plan, as --dry-run prints it. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from containerloop.facts import Question, Survey, Unobserved
from containerloop.pipeline.options import RunOptions
from containerloop.plan.joint_rounds import first_round
from containerloop.plan.values import Look, OwnSockets, Plan
from containerloop.topology.inventory import Inventory

NO_PROBE = "probes are turned off (--no-probe)"


def make_plan(question: Question, survey: Survey, options: RunOptions) -> Plan:
    """The expectations and the first round of looks; the question's vantages are in full."""
    made = first_round(question, Inventory(survey))
    return replace(made, looks=allowed_looks(made.looks, options))


def allowed_looks(looks: Iterable[Look], options: RunOptions) -> tuple[Look, ...]:
    """The looks; with --no-probe, all but this machine's own say why they are left out."""
    return tuple(
        look
        if options.probe or isinstance(look.stand, OwnSockets)
        else replace(look, stand=Unobserved(NO_PROBE))
        for look in looks
    )
