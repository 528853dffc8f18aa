"""Proofs in snapshots saved long ago are found again, whatever is renamed in the code.

`data/saved` holds snapshots as they were written when a trial's key was what Python printed
of it, and in `said.toml` what was answered then. They are never recorded anew.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from containerloop.cli.snapshot_files import decode, encode
from containerloop.diagnose.differential import diagnose
from containerloop.diagnose.trial_keys import former_trial_key, kept_proof, trial_key
from containerloop.diagnose.trials import Dial, DialAs, Publish, Rebind, Trial, Untriable
from containerloop.facts import Address, Proof, Snapshot, Transport
from containerloop.observe.observer import Observer
from containerloop.pipeline.report_step import answer
from containerloop.prove.schedule import prove
from containerloop.report.proposals import UNTRIED
from tests.support.catalogue import CATALOGUE
from tests.support.world import World

FOLDER = Path(__file__).parents[2] / "data" / "saved"
SAVED = sorted(FOLDER.glob("*.json"))
SAID = tomllib.loads((FOLDER / "said.toml").read_text())
EVERY = pytest.mark.parametrize("path", SAVED, ids=lambda path: path.stem)

DB = Address(host="db", port=5432)
SIX = Address(host="::1", port=53, transport=Transport.UDP)
BACK = ("shop_back", "shop_front")
GATEWAY = ("host.docker.internal:host-gateway",)

# Each trial, its key, and what Python printed of it when that was its key.
KEYS: list[tuple[Trial, str, str]] = [
    (
        Dial(vantage="service:api", address=DB),
        '{"trial":"dial","vantage":"service:api","address":"db:5432/tcp"}',
        "Dial(vantage='service:api', address=Address(host='db', port=5432,"
        " transport=<Transport.TCP: 'tcp'>), scheme=None)",
    ),
    (
        Dial(vantage="host", address=SIX, scheme="https"),
        '{"trial":"dial","vantage":"host","address":"[::1]:53/udp","scheme":"https"}',
        "Dial(vantage='host', address=Address(host='::1', port=53,"
        " transport=<Transport.UDP: 'udp'>), scheme='https')",
    ),
    (
        DialAs(vantage="service:api", networks=("shop_back",), address=DB),
        '{"trial":"dial-as","vantage":"service:api","networks":["shop_back"],'
        '"address":"db:5432/tcp"}',
        "DialAs(vantage='service:api', networks=('shop_back',), address=Address(host='db',"
        " port=5432, transport=<Transport.TCP: 'tcp'>), extra_hosts=())",
    ),
    (
        DialAs(vantage="service:api", networks=BACK, address=DB, extra_hosts=GATEWAY),
        '{"trial":"dial-as","vantage":"service:api","networks":["shop_back","shop_front"],'
        '"address":"db:5432/tcp","extra_hosts":["host.docker.internal:host-gateway"]}',
        "DialAs(vantage='service:api', networks=('shop_back', 'shop_front'),"
        " address=Address(host='db', port=5432, transport=<Transport.TCP: 'tcp'>),"
        " extra_hosts=('host.docker.internal:host-gateway',))",
    ),
    (
        Publish(container="c0", port=80),
        '{"trial":"publish","container":"c0","port":80}',
        "Publish(container='c0', port=80, loopback=None, network=None)",
    ),
    (
        Publish(container="c0", port=80, loopback="127.0.0.1", network="bridge"),
        '{"trial":"publish","container":"c0","port":80,"loopback":"127.0.0.1","network":"bridge"}',
        "Publish(container='c0', port=80, loopback='127.0.0.1', network='bridge')",
    ),
    (
        Rebind(
            container=None, listen_on="172.17.0.1", port=53, server=SIX, vantage="host", address=DB
        ),
        '{"trial":"rebind","listen_on":"172.17.0.1","port":53,"server":"[::1]:53/udp",'
        '"vantage":"host","address":"db:5432/tcp"}',
        "Rebind(container=None, listen_on='172.17.0.1', port=53, server=Address(host='::1',"
        " port=53, transport=<Transport.UDP: 'udp'>), vantage='host', address=Address(host='db',"
        " port=5432, transport=<Transport.TCP: 'tcp'>), networks=(), extra_hosts=())",
    ),
    (
        Rebind(
            container="c0",
            listen_on="172.18.0.2",
            port=5432,
            server=SIX,
            vantage="service:api",
            address=DB,
            networks=BACK,
            extra_hosts=GATEWAY,
        ),
        '{"trial":"rebind","container":"c0","listen_on":"172.18.0.2","port":5432,'
        '"server":"[::1]:53/udp","vantage":"service:api","address":"db:5432/tcp",'
        '"networks":["shop_back","shop_front"],'
        '"extra_hosts":["host.docker.internal:host-gateway"]}',
        "Rebind(container='c0', listen_on='172.18.0.2', port=5432, server=Address(host='::1',"
        " port=53, transport=<Transport.UDP: 'udp'>), vantage='service:api',"
        " address=Address(host='db', port=5432, transport=<Transport.TCP: 'tcp'>),"
        " networks=('shop_back', 'shop_front'),"
        " extra_hosts=('host.docker.internal:host-gateway',))",
    ),
    (
        Untriable(reason='it\'s "yours" to say: é'),
        '{"trial":"untriable","reason":"it\'s \\"yours\\" to say: \\u00e9"}',
        "Untriable(reason='it\\'s \"yours\" to say: é')",
    ),
]

# Two trials of each kind that have nothing in common.
APART: list[tuple[Trial, Trial]] = [
    (
        Dial(vantage="host", address=DB),
        Dial(vantage="service:api", address=SIX, scheme="http", mtu=1280),
    ),
    (
        DialAs(vantage="host", networks=(), address=DB),
        DialAs(vantage="service:api", networks=BACK, address=SIX, extra_hosts=GATEWAY),
    ),
    (
        Publish(container="c0", port=80),
        Publish(container="c1", port=81, loopback="::1", network="bridge"),
    ),
    (
        Rebind(container=None, listen_on="::", port=80, server=DB, vantage="host", address=DB),
        Rebind(
            container="c1",
            listen_on="0.0.0.0",
            port=81,
            server=SIX,
            vantage="service:api",
            address=SIX,
            networks=BACK,
            extra_hosts=GATEWAY,
        ),
    ),
    (Untriable(reason="no"), Untriable(reason="never")),
]


def said(snapshot: Snapshot) -> dict[str, Any]:
    """What is answered of a snapshot, as far as proofs bear on it."""
    report = answer(snapshot)
    proofs = []
    for finding in report.findings:
        for proof in (remedy.proof for remedy in finding.remedies):
            assert proof.reason != UNTRIED.reason, "a proof was lost"
            tried = proof.attempt
            words = [finding.code, proof.status, *((tried.address, tried.outcome) if tried else ())]
            proofs.append(" ".join(words))
    return {
        "verdict": report.verdict,
        "codes": [finding.code for finding in report.findings],
        "proofs": proofs,
        "reach_it_at": report.reach_it_at,
        "attempts": [f"{a.vantage} {a.address} {a.outcome}" for a in report.attempts],
    }


def trials_of(snapshot: Snapshot) -> list[Trial]:
    found = diagnose(snapshot, CATALOGUE).found
    return [proposal.trial for each in found for proposal in each.finding.remedies]


def test_something_is_said_of_every_saved_snapshot() -> None:
    assert {path.stem for path in SAVED} == set(SAID)


def test_the_saved_snapshots_hold_every_kind_of_trial_and_every_status() -> None:
    kept = [row for path in SAVED for row in decode(path.read_bytes()).proofs.items()]
    kinds = {key.partition("(")[0] for key, _ in kept}
    assert kinds == {"Dial", "DialAs", "Publish", "Rebind", "Untriable"}
    assert {proof.status for _, proof in kept} == {"proven", "refuted", "untried"}


@EVERY
def test_a_snapshot_saved_before_is_answered_as_it_was(path: Path) -> None:
    assert said(decode(path.read_bytes())) == SAID[path.stem]


@EVERY
def test_a_snapshot_saved_before_is_answered_alike_under_todays_keys(path: Path) -> None:
    snapshot = decode(path.read_bytes())
    today = {former_trial_key(trial): trial_key(trial) for trial in trials_of(snapshot)}
    # the reason of what no probe can try may have been worded anew since
    tried = {key for key in snapshot.proofs if not key.startswith("Untriable(")}
    assert tried <= today.keys()
    proofs = {today.get(key, key): proof for key, proof in snapshot.proofs.items()}
    again = decode(encode(replace(snapshot, proofs=proofs)))
    assert not again.proofs.keys() & tried
    assert said(again) == SAID[path.stem]
    assert answer(again) == answer(snapshot)


@pytest.mark.parametrize(("trial", "key", "former"), KEYS)
def test_the_keys_of_a_trial_are_these_words(trial: Trial, key: str, former: str) -> None:
    assert trial_key(trial) == key
    assert former_trial_key(trial) == former


@pytest.fixture
def other_names() -> Iterator[None]:
    """Everything that a key tells of is called something else for a while."""
    classes: tuple[type, ...] = (Dial, DialAs, Publish, Rebind, Untriable, Address, Transport)
    names = [(each, each.__name__) for each in classes]
    for each, name in names:
        each.__name__ = each.__qualname__ = f"Other{name}"
    yield
    for each, name in names:
        each.__name__ = each.__qualname__ = name


@pytest.mark.usefixtures("other_names")
def test_no_key_asks_what_a_class_is_called() -> None:
    for trial, key, former in KEYS:
        assert (trial_key(trial), former_trial_key(trial)) == (key, former)


@pytest.mark.parametrize(("one", "other"), APART, ids=lambda trial: type(trial).__name__)
def test_every_field_of_a_trial_shows_in_its_keys(one: Trial, other: Trial) -> None:
    for field in msgspec.structs.fields(one):
        there = getattr(other, field.name)
        assert there != getattr(one, field.name), f"nothing tells {field.name} apart here"
        changed = replace(one, **{field.name: there})
        assert trial_key(changed) != trial_key(one), field.name
        assert former_trial_key(changed) != former_trial_key(one), field.name


def test_every_part_of_an_address_shows_in_the_keys() -> None:
    for field in msgspec.structs.fields(Address):
        there = getattr(SIX, field.name)
        assert there != getattr(DB, field.name), f"nothing tells {field.name} apart here"
        pair = [Dial(vantage="host", address=a) for a in (DB, replace(DB, **{field.name: there}))]
        assert len({trial_key(dial) for dial in pair}) == 2
        assert len({former_trial_key(dial) for dial in pair}) == 2


WORDS = st.text("a:/[]'\",\\é", max_size=3)
LISTS = st.lists(WORDS, max_size=2).map(tuple)
PORTS = st.integers(0, 1)
ADDRESSES = st.builds(
    Address, host=WORDS, port=PORTS | st.just(11), transport=st.sampled_from(Transport)
)
TRIALS: st.SearchStrategy[Trial] = st.one_of(
    st.builds(
        Dial,
        vantage=WORDS,
        address=ADDRESSES,
        scheme=st.none() | WORDS,
        mtu=st.sampled_from([None, 1280]),
    ),
    st.builds(DialAs, vantage=WORDS, networks=LISTS, address=ADDRESSES, extra_hosts=LISTS),
    st.builds(
        Publish,
        container=WORDS,
        port=PORTS,
        loopback=st.none() | WORDS,
        network=st.none() | WORDS,
    ),
    st.builds(
        Rebind,
        container=st.none() | WORDS,
        listen_on=WORDS,
        port=PORTS,
        server=ADDRESSES,
        vantage=WORDS,
        address=ADDRESSES,
        networks=LISTS,
        extra_hosts=LISTS,
    ),
    st.builds(Untriable, reason=WORDS),
)


@given(st.lists(TRIALS, max_size=20))
def test_equal_trials_share_their_keys_and_others_never_do(trials: list[Trial]) -> None:
    apart = len(set(trials))
    assert len({trial_key(trial) for trial in trials}) == apart
    assert len({former_trial_key(trial) for trial in trials}) == apart


def test_todays_key_goes_before_the_former() -> None:
    trial, key, former = KEYS[0]
    proven, refuted = Proof(status="proven"), Proof(status="refuted")
    assert kept_proof({former: refuted, key: proven}, trial) == proven
    assert kept_proof({former: refuted}, trial) == refuted
    assert kept_proof({KEYS[1][1]: proven}, trial) is None


def test_what_no_probe_can_try_needs_no_proof_where_proofs_were_made() -> None:
    trial = Untriable(reason="worded anew")
    assert kept_proof({}, trial) is None
    others = {trial_key(Untriable(reason="as it was")): Proof(status="untried", reason="as it was")}
    assert kept_proof(others, trial) == Proof(status="untried", reason="worded anew")
    kept = Proof(status="untried", reason="nobody looked")
    assert kept_proof({trial_key(trial): kept}, trial) == kept


def test_proofs_are_kept_under_todays_keys() -> None:
    world = World()
    world.container("db", status="exited", exposes=[5432])
    world.container("api", refers=["postgres://app@db:5432/app"])
    world.attempt("service:api", "db:5432", "name-not-found")
    snapshot = world.snapshot("5432")
    found = diagnose(snapshot, CATALOGUE).found
    made = prove(found, snapshot, cast(Observer, None))
    assert list(made) == [trial_key(trial) for trial in trials_of(snapshot)]
    assert all(key.startswith('{"trial":"untriable",') for key in made)
    assert made
