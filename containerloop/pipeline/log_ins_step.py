"""Log-ins that servers refused a moment ago, read from their logs (I/O).

Which servers is the plan's to say.
"""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from containerloop.facts import Container, Snapshot
from containerloop.facts.parsers.log_in_lines import refused_log_ins
from containerloop.observe.last_words import Log, read_logs
from containerloop.pipeline.options import RunOptions
from containerloop.plan.server_logs import RECENT_S, logs_of_brokers
from containerloop.plan.values import Expectation
from containerloop.topology.inventory import Inventory


def with_refused_log_ins(
    seen: Snapshot, wanted: tuple[Expectation, ...], options: RunOptions
) -> Snapshot:
    """The snapshot with what the logs of the brokers say that may refuse a client's account."""
    if not options.logs or not options.explain or options.connection is None:
        return seen
    brokers = logs_of_brokers(wanted, seen.views, Inventory(seen.survey))
    logs = {vantage: Log(c.id, _recent(c)) for vantage, c in brokers.items()}
    if not logs:
        return seen
    told = read_logs(options.connection.client, logs, refused_log_ins)
    return replace(seen, refused_log_ins=told)


def _recent(container: Container) -> float:
    """From when on a log counts: a moment ago, by the engine's clock, and since the last start."""
    started, up_s = container.state.started_at, container.state.up_s
    if not started or up_s is None:
        return 0.0
    return datetime.fromisoformat(started).timestamp() + max(0.0, up_s - RECENT_S)
