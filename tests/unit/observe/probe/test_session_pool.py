"""Which sessions are kept from one round to the next."""

from __future__ import annotations

import pytest

from containerloop.facts import Unobserved
from containerloop.observe.probe import session_pool
from containerloop.observe.probe.image import ProbeImage, is_podman
from containerloop.observe.probe.placement import ON_THE_HOST, Placement, on_networks
from containerloop.observe.probe.session_pool import SessionPool
from containerloop.plan.values import EngineHost, Inside, Stand, StandIn

INSIDE = Inside("c1", since="2026-11-30T06:00:00Z")


class Session:
    """Stands in for a probe's session."""

    container_id = "probe"
    closed = False

    def close(self) -> None:
        self.closed = True


@pytest.mark.parametrize(
    ("later", "kept"),
    [
        (Inside("c1", since="2026-11-30T06:00:00Z"), True),
        (Inside("c1", since="2026-11-30T06:00:00Z", substitute=EngineHost()), True),
        (Inside("c1", since="2026-11-30T06:05:00Z"), False),  # started again
        (Inside("c2", since="2026-11-30T06:00:00Z"), False),  # another container
        (StandIn(("shop_default",), ()), False),
        (Unobserved("it has no network"), False),
    ],
)
def test_a_session_stays_while_its_place_does(
    later: Stand | Unobserved, *, kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool, made = SessionPool(None, run_id="r", life_s=1), list[Session]()

    def start(_: object) -> Session:
        made.append(Session())
        return made[-1]

    monkeypatch.setattr(pool, "start", start)
    pool.leave("service:api", INSIDE)  # there is none yet
    pool.open("service:api", INSIDE)
    pool.leave("service:api", later)
    pool.leave("service:web", later)
    assert made[0].closed is not kept
    assert (pool.get("service:api") is not None) is kept
    if not isinstance(later, Unobserved):
        pool.open("service:api", later)
        assert len(made) == (1 if kept else 2)


class Engine:
    """Stands in for an engine on which a probe is still there, the first two times it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def containers(self, **_: object) -> list[dict[str, str]]:
        self.asked += 1
        return [{"Id": "probe"}] if self.asked <= 2 else []


@pytest.mark.parametrize(
    ("place", "engine_holds", "waits"),
    [
        (on_networks(("shop_default",)), False, True),
        (Placement(mode="container:c1"), False, False),
        (Placement(mode="container:c1"), True, True),
        (ON_THE_HOST, True, False),
    ],
    ids=["network", "container", "container-podman", "host-podman"],
)
def test_the_end_of_a_probe_is_waited_for_where_it_holds_what_is_the_users(
    place: Placement, *, engine_holds: bool, waits: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = ProbeImage("id", "tag", engine_holds=engine_holds)
    monkeypatch.setattr(session_pool, "ensure_image", lambda _: image)
    monkeypatch.setattr(session_pool, "sweep_abandoned", lambda _: None)
    monkeypatch.setattr(session_pool, "ProbeSession", lambda *_, **__: Session())
    engine = Engine()
    pool = SessionPool(engine, run_id="r", life_s=1)  # type: ignore[arg-type]
    pool.start(place)
    pool.close()
    assert engine.asked == (3 if waits else 0)


def test_podman_is_known_by_its_own_word() -> None:
    assert is_podman({"Components": [{"Name": "Podman Engine"}, {"Name": "Conmon"}]})
    assert not is_podman({"Components": [{"Name": "Engine"}]})
    assert not is_podman({})
