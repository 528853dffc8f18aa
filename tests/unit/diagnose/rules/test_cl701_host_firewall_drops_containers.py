"""CL701 host-firewall-drops-containers: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.facts import Network
from tests.support.rule_worlds import BACK, finding
from tests.support.world import BRIDGE, SHOP, World

HOST_NAME = ("host.docker.internal:host-gateway",)


def stopped(outcome: str = "timed-out", *, far: str | None = "", **more: Any) -> World:
    """api calls a server of the host; a throw-away listener beside it fared as `far` says."""
    world = World(engine=more.pop("engine", None))
    listens = more.pop("listens", "0.0.0.0:11434")
    world.container("api", refers=["http://host.docker.internal:11434/"], extra_hosts=HOST_NAME)
    world.host_listens(*([listens] if listens else []), process="ollama")
    world.attempt("service:api", "host.docker.internal:11434", outcome, resolved="172.17.0.1")
    if far is not None:
        world.control("service:api", "172.17.0.1", far or outcome, more.pop("near", "open"))
    return world


def test_a_container_whose_own_firewall_keeps_in_what_it_sends() -> None:
    world = stopped()
    (control,) = world.controls
    world.controls = [replace(control, kept_in=True)]
    assert world.codes("11434") == []


@pytest.mark.parametrize("outcome", ["timed-out", "refused", "host-unreachable"])
def test_what_fails_for_a_listener_of_ours_too_is_the_firewall(outcome: str) -> None:
    report = stopped(outcome).report("11434")
    assert [f.code for f in report.findings] == ["CL701"]
    remedy = report.findings[0].remedies[0]
    wanted = "sudo iptables -I INPUT -s 172.18.0.0/16 -p tcp --dport 11434 -j ACCEPT"
    assert remedy.host_command == wanted


@pytest.mark.parametrize(
    ("firewall", "options", "command"),
    [
        ("ufw", {}, "sudo ufw allow from 172.18.0.0/16 to any port 11434 proto tcp"),
        ("ufw", {"x": "y"}, "sudo ufw allow from 172.18.0.0/16 to any port 11434 proto tcp"),
        (
            "ufw",
            {"com.docker.network.bridge.name": "br-shop"},
            "sudo ufw allow in on br-shop to any port 11434 proto tcp",
        ),
        (
            None,
            {"com.docker.network.bridge.name": "br-shop"},
            "sudo iptables -I INPUT -i br-shop -p tcp --dport 11434 -j ACCEPT",
        ),
        (
            "firewalld",
            {},
            'sudo firewall-cmd --add-rich-rule=\'rule family="ipv4" source'
            ' address="172.18.0.0/16" port port="11434" protocol="tcp" accept\''
            ' && sudo firewall-cmd --permanent --add-rich-rule=\'rule family="ipv4" source'
            ' address="172.18.0.0/16" port port="11434" protocol="tcp" accept\'',
        ),
    ],
)
def test_the_rule_fits_the_firewall_and_lasts(
    firewall: str | None, options: dict[str, str], command: str
) -> None:
    world = stopped()
    world.firewall = firewall
    world.networks[1] = replace(SHOP, options=options)
    assert world.report("11434").findings[0].remedies[0].host_command == command


@pytest.mark.parametrize("far", ["open", "silent", "refused", "host-unreachable"])
def test_a_listener_of_ours_that_fares_otherwise_clears_the_firewall(far: str) -> None:
    assert "CL701" not in stopped(far=far).codes("11434")


def test_a_listener_that_the_host_does_not_hear_proves_nothing() -> None:
    report = stopped(near="timed-out").report("11434")
    assert report.findings == ()
    assert "CL701" in [n.code for n in report.not_checked]


def test_without_an_experiment_no_firewall_is_blamed() -> None:
    report = stopped(far=None).report("11434")
    assert report.findings == ()
    assert "CL701" in [n.code for n in report.not_checked]


def test_a_loopback_server_behind_a_reject_has_two_faults() -> None:
    assert stopped("refused", listens="127.0.0.1:11434").codes("11434") == ["CL503", "CL701"]


def test_a_loopback_server_without_a_firewall_has_one() -> None:
    world = stopped("refused", far="open", listens="127.0.0.1:11434")
    assert world.codes("11434") == ["CL503"]


def test_where_no_server_is_no_firewall_is_asked() -> None:
    assert "CL701" not in stopped("refused", listens="").codes("11434")


@pytest.mark.parametrize("engine", [{"rootless": True}, {"flavour": "docker-desktop"}])
def test_elsewhere_the_host_is_no_neighbour(engine: dict[str, Any]) -> None:
    assert "CL701" not in stopped(engine=engine).codes("11434")


@pytest.mark.parametrize(("version", "codes"), [("28.5.2", ["CL701"]), ("29.1.0", [])])
def test_a_published_port_is_the_hosts_own_up_to_version_28(version: str, codes: list[str]) -> None:
    world = World(engine={"version": version})
    world.networks.append(BACK)
    world.container("db", publishes=["5433:5432"], listens=["0.0.0.0:5432"], networks=[BACK])
    world.container("job", refers=["postgres://host.docker.internal:5433/"], extra_hosts=HOST_NAME)
    world.host_listens("0.0.0.0:5433", process="docker-proxy")
    world.attempt("service:job", "host.docker.internal:5433", "timed-out", resolved="172.17.0.1")
    world.control("service:job", "172.17.0.1", "timed-out")
    world.attempt("host", "127.0.0.1:5433", "answered", resolved="127.0.0.1")
    assert world.codes("5433") == codes


def test_another_containers_address_is_no_matter_of_the_hosts_rules() -> None:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"], exposes=[5432])
    world.container("api", refers=["postgres://db:5432/app"])
    world.host_listens("0.0.0.0:5432")
    world.attempt("service:api", "db:5432", "timed-out", resolved="172.18.0.2")
    world.control("service:api", "172.18.0.2", "timed-out")
    assert "CL701" not in world.codes("db:5432")


@pytest.mark.parametrize(
    ("firewall", "said", "command"),
    [
        (None, "the host's firewall blocks", "sudo iptables -S INPUT"),
        ("ufw", "the host's firewall (ufw) blocks", "sudo ufw status verbose"),
    ],
)
def test_the_firewall_that_is_on_is_named(firewall: str | None, said: str, command: str) -> None:
    world = World()
    world.container("api", refers=["postgres://app@172.17.0.1:5432/app"])
    world.attempt("service:api", "172.17.0.1:5432", "timed-out", resolved="172.17.0.1")
    world.host_listens("0.0.0.0:22", "0.0.0.0:5432")
    world.control("service:api", "172.17.0.1", "timed-out")
    world.firewall = firewall
    only = finding(world, "5432", "CL701")
    assert only.summary.startswith(said)
    assert only.evidence[0].command == command
    assert [e.saw for e in only.evidence[2:]] == [
        "server (pid 4001) on the host listens on 0.0.0.0:5432"
    ]


def stopped_by(network: Network, firewall: str | None, dialled: str) -> str | None:
    world = World()
    world.networks = [BRIDGE, replace(BACK, internal=True), network]
    networks = [world.networks[1], network]
    where = f"[{dialled}]" if ":" in dialled else dialled
    world.container("api", refers=[f"postgres://{where}:5432/app"], networks=networks)
    world.attempt("service:api", f"{where}:5432", "timed-out", resolved=dialled)
    world.host_listens("[::]:5432")
    world.control("service:api", dialled, "timed-out")
    world.firewall = firewall
    return finding(world, f"{where}:5432", "CL701").remedies[0].host_command


DUAL = replace(SHOP, subnets=("fd00::/64", "172.18.0.0/16"), gateways=("fd00::1", "172.18.0.1"))
LASTING = replace(SHOP, options={"com.docker.network.bridge.name": "br-shop"})


@pytest.mark.parametrize(
    ("network", "firewall", "dialled", "command"),
    [
        (DUAL, None, "172.18.0.1", "iptables -I INPUT -s 172.18.0.0/16 -p tcp"),
        (DUAL, None, "fd00::1", "ip6tables -I INPUT -s fd00::/64 -p tcp"),
        (DUAL, "ufw", "172.18.0.1", "ufw allow from 172.18.0.0/16 to any port 5432"),
        (DUAL, "firewalld", "fd00::1", 'family="ipv6" source address="fd00::/64"'),
        (DUAL, "firewalld", "172.18.0.1", 'family="ipv4" source address="172.18.0.0/16"'),
        (LASTING, "firewalld", "172.18.0.1", "iptables -I INPUT -i br-shop -p tcp"),
        (LASTING, "ufw", "172.17.0.1", "ufw allow in on br-shop to any port 5432"),
    ],
)
def test_the_rule_lets_in_the_network_that_the_call_comes_from(
    network: Network, firewall: str | None, dialled: str, command: str
) -> None:
    assert command in (stopped_by(network, firewall, dialled) or "")


def test_a_network_whose_subnet_nobody_knows_gets_no_rule() -> None:
    bare = replace(SHOP, subnets=("172.18.0.0/16",), gateways=("fd00::1",))
    assert stopped_by(bare, None, "fd00::1") is None


def test_a_probe_that_fails_for_no_container_is_nobodys_fault() -> None:
    world = World()
    world.host_listens("0.0.0.0:11434")
    world.attempt("network:shop_default", "172.17.0.1:11434", "timed-out", resolved="172.17.0.1")
    world.control("network:shop_default", "172.17.0.1", "timed-out")
    assert "CL701" not in world.codes("172.17.0.1:11434", "network:shop_default")
