"""What lies between a Docker sandbox and the machine around it, in the words of its proxy. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.rule_facts.servers import Servers, nobody_serves
from containerloop.facts import HOST, Address, Attempt, Maybe, Unobserved, Value
from containerloop.plan.further.out_of_the_sandbox import beyond_the_sandbox
from containerloop.protocols.proxy_answers import passed_on
from containerloop.protocols.sandbox_refusals import by_the_policy


class OutOfTheSandbox(Value, frozen=True):
    """`said` is the answer of the proxy of `sandbox`, or what it passed on.

    `there` is what was asked for. `kept_in`: the policy forbids it; else it is served there.
    """

    sandbox: str
    said: Attempt
    there: Address
    kept_in: bool


def out_of_the_sandbox(
    case: Case, attempts: tuple[Attempt, ...], serving: Servers
) -> Maybe[OutOfTheSandbox | None]:
    """Why what is outside was not reached, or that what is refused inside is served outside.

    That the policy forbids a port says nothing of whether somebody outside has it.
    """
    machine, best = case.inventory.survey.machine, case.symptom.best
    if machine.sandbox is None:
        return None
    if by_the_policy(best.refusal):
        return OutOfTheSandbox(machine.sandbox, best, case.address, kept_in=True)
    there = beyond_the_sandbox(case.address, case.outcome, case.vantage)
    asked = (a for a in attempts if (a.vantage, a.address) == (HOST, machine.sandbox_proxy))
    through = next((a for a in asked if a.opening.beyond == str(there)), None)
    if there is None or through is None:
        return None
    if there == case.address:
        forbidden = by_the_policy(through.refusal)
        return OutOfTheSandbox(machine.sandbox, through, there, True) if forbidden else None
    alone = nobody_serves(serving) if passed_on(through, best) else False
    if isinstance(alone, Unobserved):
        return alone
    return OutOfTheSandbox(machine.sandbox, through, there, kept_in=False) if alone else None
