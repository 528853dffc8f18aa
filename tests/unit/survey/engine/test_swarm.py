"""A swarm as a manager tells of it: answers that 26.1 gave, cut to what is read and what is not."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from docker.errors import APIError

from containerloop.facts import Swarm, SwarmNode, SwarmPort, SwarmTask, Unobserved
from containerloop.survey.engine.containers import attachments, inspected_container
from containerloop.survey.engine.engine_info import network
from containerloop.survey.engine.swarm import swarm_of

ACTIVE = {"LocalNodeState": "active", "NodeID": "m0k", "ControlAvailable": True}
SERVICE: dict[str, Any] = {
    "ID": "2if",
    "Spec": {
        "Name": "shop_ing",
        "Labels": {"com.docker.stack.namespace": "shop"},
        "TaskTemplate": {
            "ContainerSpec": {"Image": "example/web:1@sha256:12", "Env": ["PASSWORD=secret"]},
            "Networks": [{"Target": "1df", "Aliases": ["ing"]}],
        },
        "EndpointSpec": {"Mode": "vip"},
    },
    "Endpoint": {
        "Ports": [
            {"Protocol": "tcp", "TargetPort": 8000, "PublishedPort": 25005,
             "PublishMode": "ingress"},
            {"Protocol": "sctp", "TargetPort": 9, "PublishedPort": 9, "PublishMode": "ingress"},
        ],
        "VirtualIPs": [
            {"NetworkID": "8k2", "Addr": "10.30.0.4/24"},
            {"NetworkID": "1df", "Addr": "10.30.1.6/24"},
        ],
    },
}  # fmt: skip
TASK = {
    "ID": "l9f", "ServiceID": "2if", "Slot": 1, "NodeID": "nww",
    "Status": {"State": "running", "ContainerStatus": {"ContainerID": "96c8", "PID": 545}},
    "NetworksAttachments": [{"Network": {"ID": "1df"}, "Addresses": ["10.30.1.8/24"]}],
}  # fmt: skip
NODES = [
    {"ID": "m0k", "Description": {"Hostname": "node1"},
     "Status": {"State": "ready", "Addr": "0.0.0.0"}, "ManagerStatus": {"Addr": "10.97.0.1:2377"}},
    {"ID": "nww", "Description": {"Hostname": "node2"},
     "Status": {"State": "down", "Addr": "10.97.0.2"}},
]  # fmt: skip


class Manager:
    """The three calls that a manager answers."""

    def __init__(self, *, forbids: bool = False) -> None:
        self.forbids = forbids
        self.filters: Any = None

    def services(self) -> list[dict[str, Any]]:
        if self.forbids:
            raise APIError("403", explanation="administrative rules")
        return [SERVICE]

    def tasks(self, filters: object) -> list[dict[str, Any]]:
        self.filters = filters
        return [TASK, TASK | {"ServiceID": "gone"}]

    def nodes(self) -> list[dict[str, Any]]:
        return NODES


def later(call: Callable[..., Any], **words: Any) -> Future[Any]:
    made: Future[Any] = Future()
    try:
        made.set_result(call(**words))
    except APIError as error:
        made.set_exception(error)
    return made


def seen(told: dict[str, Any], manager: Manager | None = None) -> Swarm | None:
    return swarm_of({"Swarm": told}, manager or Manager(), later, lambda each: each.result())


def test_what_a_manager_tells() -> None:
    swarm = seen(ACTIVE)
    assert swarm is not None
    assert isinstance(swarm.services, tuple)
    [service] = swarm.services
    assert (service.name, service.short, service.stack) == ("shop_ing", "ing", "shop")
    assert service.image == "example/web:1"
    assert service.virtual_ips == ("10.30.0.4", "10.30.1.6")
    assert service.ports == (SwarmPort(container_port=8000, host_port=25005),)
    assert service.networks == ("1df",)
    assert service.tasks == (
        SwarmTask(
            name="shop_ing.1", node="nww", state="running", container="96c8",
            addresses=("10.30.1.8",),
        ),
    )  # fmt: skip
    assert service.all_names == ("ing", "shop_ing", "tasks.ing", "tasks.shop_ing")
    assert swarm.nodes == (
        SwarmNode(id="m0k", name="node1", address="10.97.0.1", manager=True),
        SwarmNode(id="nww", name="node2", address="10.97.0.2", ready=False),
    )
    assert "secret" not in repr(swarm)


def test_only_tasks_that_should_run_are_asked_for() -> None:
    manager = Manager()
    seen(ACTIVE, manager)
    assert manager.filters == {"desired-state": ["running", "ready", "accepted"]}


def test_an_engine_in_no_swarm() -> None:
    assert seen({"LocalNodeState": "inactive", "NodeID": ""}) is None
    assert swarm_of({}, Manager(), later, lambda each: each.result()) is None


def test_what_a_worker_does_not_know() -> None:
    swarm = seen(ACTIVE | {"ControlAvailable": False})
    assert swarm is not None
    assert isinstance(swarm.services, Unobserved)
    assert "only a manager knows" in swarm.services.reason


def test_a_swarm_that_is_locked() -> None:
    swarm = seen({"LocalNodeState": "locked", "NodeID": ""})
    assert swarm is not None
    assert isinstance(swarm.services, Unobserved)
    assert "this engine's swarm is locked" in swarm.services.reason


def test_a_proxy_before_the_engine_that_forbids_it() -> None:
    swarm = seen(ACTIVE, Manager(forbids=True))
    assert swarm is not None
    assert isinstance(swarm.services, Unobserved)
    assert swarm.services.reason.endswith("of its swarm: administrative rules")


LABELS = {
    "com.docker.stack.namespace": "shop",
    "com.docker.swarm.service.name": "shop_db",
    "com.docker.swarm.task.name": "shop_db.1.xyz",
}


def test_a_task_has_the_names_of_its_service() -> None:
    raw = {
        "Id": "96c8256e0717", "Name": "/shop_db.1.xyz", "State": {"Status": "running"},
        "Config": {"Labels": LABELS}, "HostConfig": {"NetworkMode": "bridge"},
        "NetworkSettings": {"Networks": {
            "shop_default": {"NetworkID": "1df", "DNSNames": ["shop_db.1.xyz"]},
            "ingress": {"NetworkID": "8k2", "DNSNames": ["shop_db.1.xyz"]},
        }},
    }  # fmt: skip
    made = inspected_container(raw)
    assert (made.project, made.service, made.task_of) == ("shop", "db", "shop_db")
    own, ingress = made.attachments
    assert own.names == ("shop_db.1.xyz", "db", "shop_db", "tasks.db", "tasks.shop_db")
    assert ingress.names == ("shop_db.1.xyz",)


def test_a_service_of_no_stack_is_called_by_its_whole_name() -> None:
    labels = {"com.docker.swarm.service.name": "shop_db"}
    raw = {"Id": "96c8256e0717", "Name": "/shop_db.1.xyz", "Config": {"Labels": labels}}
    made = inspected_container(raw | {"State": {"Status": "running"}})
    assert (made.project, made.service, made.task_of) == (None, "shop_db", "shop_db")


def test_a_container_of_no_swarm_has_no_more_names() -> None:
    [row] = attachments({"net": {"NetworkID": "1", "DNSNames": ["web"]}}, "web", "id")
    assert row.names == ("web",)


def test_whether_a_probe_can_be_on_a_network() -> None:
    overlay = {"Id": "1", "Name": "shop_default", "Driver": "overlay"}
    assert not network(overlay | {"Attachable": False}).attachable
    assert network(overlay | {"Attachable": True}).attachable
    assert network({"Id": "2", "Name": "x", "Driver": "bridge", "Attachable": False}).attachable
