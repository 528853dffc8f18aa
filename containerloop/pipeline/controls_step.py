"""What calls of the engine's host show about those that failed: comparisons made on purpose (I/O).

Which ones is `plan`'s to say.
"""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.diagnose.expectation_outcomes import symptoms
from containerloop.diagnose.rule_facts.views import host_listeners
from containerloop.facts import Snapshot
from containerloop.observe.experiments import run_experiments
from containerloop.observe.forwarding_tests import run_forwarding_tests
from containerloop.observe.observer import Observer
from containerloop.observe.return_tests import run_return_tests
from containerloop.plan.experiments import experiments
from containerloop.plan.forwarding_tests import forwarding_tests
from containerloop.plan.return_tests import return_tests
from containerloop.plan.values import Expectation
from containerloop.topology.inventory import Inventory


def with_controls(seen: Snapshot, wanted: tuple[Expectation, ...], observer: Observer) -> Snapshot:
    """The snapshot with what calls of the engine's host show about those that failed."""
    inventory = Inventory(seen.survey)
    calls = [s.best for s in symptoms(seen, wanted)]
    planned = experiments(calls, host_listeners(seen, inventory), inventory)
    passed_on = forwarding_tests(calls, inventory)
    sessions = observer.sessions
    compared = run_return_tests(return_tests(calls, inventory))
    tested = run_experiments(planned, sessions) + run_forwarding_tests(passed_on, sessions)
    return replace(seen, controls=tested + compared)
