"""Ask engine, compose files and this machine in parallel, and join the answers. I/O.

Only the order of the calls may live here; their answers are parsed elsewhere.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import requests
from docker.errors import DockerException, NotFound

from containerloop.errors import WRONG_SHAPE
from containerloop.facts import Container, Engine, NoProject, Project, Question, Survey, Swarm
from containerloop.survey.compose_labels import project_from_labels, theirs, to_inspect
from containerloop.survey.engine.ages import aged
from containerloop.survey.engine.connection import Connection
from containerloop.survey.engine.containers import inspected_container, listed_container
from containerloop.survey.engine.engine_info import engine, network, with_gateways
from containerloop.survey.engine.listing import listed
from containerloop.survey.engine.own_processes import engine_shares_network
from containerloop.survey.engine.podman import containers_like_dockers, networks_like_dockers
from containerloop.survey.engine.ports import Json
from containerloop.survey.engine.sound import sound
from containerloop.survey.engine.swarm import as_told, swarm_of
from containerloop.survey.engine.unavailable import not_an_engine
from containerloop.survey.engine.whose_machine import whereabouts
from containerloop.survey.machine import observe_machine, with_owners
from containerloop.survey.mounted_files import with_upstreams
from containerloop.survey.which_project import (
    ReadProject,
    Selection,
    choose_by_question,
    choose_project,
    read_labelled,
    with_options,
)

_THREADS = 8
_MOST_S = 15.0
"""Seconds for all of the engine's answers; one that dribbles never makes a read time out."""
_FEW = 24
"""Up to this many containers are all inspected at once (1 ms each), while the compose
file is still being read; beyond it only those that can matter."""

Found: TypeAlias = dict[str, Json]


@dataclass(frozen=True)
class _Asked:
    """One survey: the question, whom to ask, which project, and until when (time.monotonic)."""

    question: Question
    connection: Connection
    selection: Selection
    until: float
    told: Swarm | None

    def answer(self, future: Future[Any]) -> Any:
        """The engine's answer. Raises `TimeoutError` when the time for all answers is over."""
        return future.result(max(0.0, self.until - time.monotonic()))


def survey(
    question: Question,
    *,
    connection: Connection,
    read_project: ReadProject,
    cwd: Path | None = None,
    files: Sequence[str] = (),
    project: str | None = None,
    environ: Mapping[str, str] | None = None,
    told: Swarm | None = None,
) -> Survey:
    """What is known before measuring; `project` and `files` are -p and -f, `told` a manager's.

    Raises `EngineUnavailable` when the engine goes away, `ProjectUnknown` for an unknown -p,
    `ComposeFileInvalid` for a file that does not parse.
    """
    variables = os.environ if environ is None else environ
    selection = Selection(cwd or Path.cwd(), tuple(files), project, variables, read_project)
    asked = _Asked(question, connection, selection, time.monotonic() + _MOST_S, told)
    pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="survey")
    try:
        return sound(_take(asked, pool), Survey)
    except (DockerException, requests.RequestException, TimeoutError) as error:
        raise connection.lost(error) from error
    except WRONG_SHAPE as error:
        raise not_an_engine(connection.choice) from error
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # after a failure nobody waits for the rest


def _take(asked: _Asked, pool: ThreadPoolExecutor) -> Survey:
    client = asked.connection.client
    version = pool.submit(client.version, api_version=False)
    info, networks = pool.submit(client.info), pool.submit(listed, client.networks)
    own = pool.submit(asked.selection.own)
    machine = pool.submit(observe_machine, (asked.question.port,))
    rows = theirs(_rows(asked, asked.answer(pool.submit(listed, client.containers, all=True))))
    early = _inspect(asked, pool, [raw["Id"] for raw in rows] if len(rows) <= _FEW else [])
    swarm = as_told(swarm_of(asked.answer(info), client, pool.submit, asked.answer), asked.told)
    project = choose_project(rows, own.result(), asked.selection, swarm)
    chosen = project if isinstance(project, str) or project is None else project.name
    wanted = [] if early else to_inspect(rows, chosen, asked.question)
    found = _results(asked, {**early, **_inspect(asked, pool, wanted)})
    containers, settled = _containers(asked, rows, found, project)
    plain = [network(raw) for raw in _rows(asked, asked.answer(networks))]
    there = _engine(asked, (asked.answer(version), asked.answer(info)), found)
    if there.flavour == "podman":
        containers = containers_like_dockers(containers, plain)
        plain = list(networks_like_dockers(plain, machine.result().routes))
    seen = with_gateways(plain, containers)
    return Survey(
        engine=there,
        project=with_options(settled, own.result(), asked.selection)
        if isinstance(settled, Project)
        else settled,
        containers=aged(containers, info.result().get("SystemTime")),
        networks=seen,
        machine=with_owners(machine.result(), containers, asked.question),
        swarm=swarm,
    )


def _rows(asked: _Asked, answer: object) -> list[Json]:
    """The engine's list of things with an Id. Raises `EngineUnavailable` for anything else."""
    rows: list[Json] = answer if isinstance(answer, list) else []
    named = (isinstance(row, dict) and isinstance(row.get("Id"), str) for row in rows)
    if not isinstance(answer, list) or not all(named):
        raise not_an_engine(asked.connection.choice)
    return rows


def _inspect(asked: _Asked, pool: ThreadPoolExecutor, ids: Sequence[str]) -> dict[str, Future[Any]]:
    ask: Callable[[str], Any] = asked.connection.client.inspect_container
    return {container: pool.submit(ask, container) for container in ids}


def _results(asked: _Asked, futures: Mapping[str, Future[Any]]) -> Found:
    found: Found = {}
    for container, future in futures.items():
        try:
            found[container] = asked.answer(future)
        except NotFound:  # removed since it was listed: it is not there any more
            found[container] = {}
    return found


def _containers(
    asked: _Asked, rows: Sequence[Json], found: Found, project: Project | str | None
) -> tuple[tuple[Container, ...], Project | NoProject]:
    """The containers, and the project, which only they may tell (by the port it uses)."""
    containers = _read(asked, rows, found, project if isinstance(project, Project) else None)
    if isinstance(project, Project):
        return containers, project
    name = project or choose_by_question(containers, asked.question)
    if isinstance(name, NoProject):
        return containers, name
    read = read_labelled(name, rows, asked.selection)
    if read:
        return _read(asked, rows, found, read), read
    return containers, project_from_labels(name, rows, containers)


def _read(
    asked: _Asked, rows: Sequence[Json], found: Found, project: Project | None
) -> tuple[Container, ...]:
    configs = {service.name: service for service in project.services} if project else {}
    containers: list[Container] = []
    for raw in rows:
        answer, plain = found.get(raw["Id"]), listed_container(raw)
        if answer is None:
            containers.append(plain)
        elif answer:
            mine = project is not None and plain.project == project.name
            config = configs.get(plain.service or "") if mine else None
            containers.append(with_upstreams(inspected_container(answer, config), project))
    return tuple(containers)


def _engine(asked: _Asked, about: tuple[Any, Any], inspected: Found) -> Engine:
    version, _ = about
    if not isinstance(version.get("ApiVersion"), str):
        raise not_an_engine(asked.connection.choice)
    kernel = os.uname().release if hasattr(os, "uname") else ""
    shares = engine_shares_network(asked.connection.opener, inspected.values())
    where = whereabouts(*about, kernel, shares)
    return engine(*about, asked.connection.address, asked.connection.chosen_by, where)
