"""Commands of a report on several engines, told to the engine or machine that each is for. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from containerloop.diagnose.commands import for_engine, on_host
from containerloop.facts import Engine, Snapshot, SwarmNode, Unobserved, Value
from containerloop.facts.late_pattern import late

_OF_THE_SWARM = late(r"\bdocker (stack|service|node|swarm) ")

_IN_BRACKETS = late(r"\((docker [^()]+)\)")


class Place(Value, frozen=True):
    """An engine by its Docker context ("" for the one in use), with its address."""

    context: str
    address: str

    def told(self, command: str) -> str:
        """The command as it is told to this engine."""
        return for_engine(command, self.context, self.address) if self.context else command


class Telling(Value, frozen=True):
    """Whom the commands of one engine's report are for.

    `manager` is the one that is asked about the whole swarm; `away` are the engines of servers on
    other nodes, by the name of their container; `host` what the engine's own machine is called,
    "" where that is this one.
    """

    own: Place
    manager: Place
    away: tuple[tuple[str, Place], ...]
    host: str

    def told(self, command: str, *, here: bool = False) -> str:
        """The command with the engine that it is for; `here`: what is no engine's is typed here."""
        if _OF_THE_SWARM.search(command):
            return self.manager.told(command)
        away = next((place for name, place in self.away if name in command), None)
        if away is not None:
            return away.told(command)
        told = self.own.told(command)
        return told if here else on_host(told, self.host)

    def within(self, words: str) -> str:
        """A sentence, with the commands that stand in it in brackets told likewise."""
        return _IN_BRACKETS.sub(lambda found: f"({self.told(found[1], here=True)})", words)


def telling(snapshot: Snapshot, every: Sequence[Snapshot]) -> Telling:
    """Whom the commands are for in the report on `snapshot`, which is one of `every`."""
    own, engine = _place(snapshot), snapshot.survey.engine
    elsewhere = isinstance(engine, Engine) and engine.same_machine is not True
    return Telling(
        own,
        next((_place(each) for each in every if _manages(each)), own),
        tuple((s.container.name, Place(s.context, s.address)) for s in snapshot.away),
        _host_of(snapshot) if snapshot.context and elsewhere else "",
    )


def _place(snapshot: Snapshot) -> Place:
    engine = snapshot.survey.engine
    return Place(snapshot.context, engine.address if isinstance(engine, Engine) else "")


def _manages(snapshot: Snapshot) -> bool:
    node = _own_node(snapshot)
    return node is not None and node.manager


def _host_of(snapshot: Snapshot) -> str:
    node = _own_node(snapshot)
    return node.name if node is not None else f"the machine of {snapshot.context}"


def _own_node(snapshot: Snapshot) -> SwarmNode | None:
    """The engine as its swarm knows it, where a manager was asked."""
    swarm = snapshot.survey.swarm
    if swarm is None or isinstance(swarm.nodes, Unobserved):
        return None
    return next((node for node in swarm.nodes if node.id == swarm.node), None)
