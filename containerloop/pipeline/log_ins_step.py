"""Log-ins that servers refused a moment ago, read from their logs and their clients' (I/O).

Which logs is the plan's to say.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from msgspec.structs import replace

from containerloop.facts import Container, DataSetUp, Maybe, Snapshot
from containerloop.facts.parsers.log_in_lines import refused_by_databases, refused_log_ins
from containerloop.observe.data_set_up import data_set_up
from containerloop.observe.last_words import Log, read_logs
from containerloop.pipeline.options import RunOptions
from containerloop.plan.database_log_ins import LogIn, log_ins_at_databases, refused_at_database
from containerloop.plan.server_logs import (
    JUST_NOW_S,
    LAST_WORDS_S,
    RECENT_S,
    SETTLED_S,
    logs_of_brokers,
)
from containerloop.plan.values import Expectation
from containerloop.topology.inventory import Inventory


def with_refused_log_ins(
    seen: Snapshot, wanted: tuple[Expectation, ...], options: RunOptions
) -> Snapshot:
    """The snapshot with what logs say of accounts that servers refuse, and why they may."""
    if not options.logs or not options.explain or options.connection is None:
        return seen
    inventory, client = Inventory(seen.survey), options.connection.client
    brokers = logs_of_brokers(wanted, seen.views, inventory)
    logs = {vantage: Log(c.id, _since(c, RECENT_S)) for vantage, c in brokers.items()}
    if logs:
        seen = replace(seen, refused_log_ins=read_logs(client, logs, refused_log_ins))
    log_ins = [
        each
        for each in log_ins_at_databases(wanted, seen.views, inventory)
        if _has_last_words(each.client)
    ]
    logs = _logs_about(log_ins, inventory)
    if not logs:
        return seen
    told = read_logs(client, logs, refused_by_databases) | seen.refused_log_ins
    set_ups: dict[str, Maybe[DataSetUp]] = {}
    for each in log_ins:
        refused = refused_at_database(told, each, inventory)
        if refused is not None:
            here = data_set_up(client, each.server.id, each.client.id, refused)
            set_ups[inventory.vantage(each.client)] = here
    return replace(seen, refused_log_ins=told, set_ups=set_ups)


def _logs_about(log_ins: Iterable[LogIn], inventory: Inventory) -> dict[str, Log]:
    """The logs of both sides, from the same moment on: the client's last try."""
    logs: dict[str, Log] = {}
    for each in log_ins:
        since = _last_try(each.client)
        for container in (each.client, each.server):
            log = Log(container.id, since)
            known = logs.setdefault(inventory.vantage(container), log)
            logs[inventory.vantage(container)] = min(known, log, key=lambda one: one.since)
    return logs


def _has_last_words(container: Container) -> bool:
    """Whether what its log says is of now: it runs, or has stopped not long ago."""
    state = container.state
    return state.running or (state.down_s is not None and state.down_s <= LAST_WORDS_S)


def _last_try(client: Container) -> float:
    """From when on a client's log counts: a moment ago; all of a run that has ended.

    Of one that was started again just now, what it said before: it has not failed yet.
    """
    state = client.state
    if not state.running:
        return _since(client, float("inf"))
    if state.restarts and state.up_s is not None and state.up_s < SETTLED_S:
        return _started(client) + state.up_s - RECENT_S
    return _since(client, JUST_NOW_S)


def _since(container: Container, moment_s: float) -> float:
    """So long ago by the engine's clock, but not before the last start; 0 where neither is told."""
    started, up_s = _started(container), container.state.up_s
    return started + max(0.0, up_s - moment_s) if started and up_s is not None else 0.0


def _started(container: Container) -> float:
    started = container.state.started_at
    return datetime.fromisoformat(started).timestamp() if started else 0.0
