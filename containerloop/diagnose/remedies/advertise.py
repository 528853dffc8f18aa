"""How each server is told which address to give to its clients. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.evidence import place
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.followed import Followed
from containerloop.diagnose.trials import Untriable
from containerloop.protocols.mismatch import Mismatch

_KAFKA = {"redpanda": "--advertise-kafka-addr", "bitnami": "KAFKA_CFG_ADVERTISED_LISTENERS"}
_SETTINGS = {
    "broker": "advertise {address} to clients such as {client}: {setting}; clients elsewhere need"
    " a listener of their own",
    "member": 'rename the member in its replica set: cfg.members[0].host = "{address}" in'
    " rs.conf(), then rs.reconfig(cfg)",
    "slot": "set cluster-announce-ip (Redis 7: cluster-announce-hostname) of {place} to one that"
    " {client} reaches",
    "node": "let its nodes publish an address that {client} reaches (http.publish_host), or switch"
    " sniffing off in {client}",
    "master": "let the Sentinel watch its master by an address that {client} reaches: sentinel"
    " monitor NAME HOST PORT, with resolve-hostnames and announce-hostnames for a name",
}

_LINKS = {
    "location": "set the server's own public address to http://{address}, or let {client} use the"
    " name that the server is configured with",
    "realm": "set the realm of its token server (REGISTRY_AUTH_TOKEN_REALM) to an address that"
    " {client} reaches",
    "issuer": "set its public address to http://{address} (Keycloak: KC_HOSTNAME), or let {client}"
    " use the name that the issuer is configured with",
}


_WITHOUT_TLS = (
    "switch its redirect to https off (Django: SECURE_SSL_REDIRECT, Rails: config.force_ssl), or"
    " call it through a proxy that speaks TLS and sends X-Forwarded-Proto: https"
)


def advertise(case: Case, lost: Followed) -> tuple[Proposal, ...]:
    """The setting of the server; and for MongoDB the client's own way around it."""
    words = _SETTINGS[lost.place.by].format(
        address=case.address,
        client=place(case.vantage),
        place=lost.place.address,
        setting=_setting(case),
    )
    other = Untriable(reason="it would change a setting of your server")
    found = [Proposal(summary=words, trial=other)]
    if lost.place.by == "member":
        found.append(_directly(case))
    return tuple(found)


def own_address(case: Case, lost: Followed) -> Proposal:
    """The public address of a web server, or of what it names beside itself."""
    to_tls = lost.unlike(lost.attempts[0]) is Mismatch.SERVER_SPEAKS_PLAIN
    words = _LINKS[lost.place.by].format(address=case.address, client=place(case.vantage))
    if to_tls and lost.place.by == "location":
        words = _WITHOUT_TLS
    trial = Untriable(reason="it would change a setting of your server")
    return Proposal(summary=words, trial=trial)


def _setting(case: Case) -> str:
    """What advertised.listeners is called in that image."""
    server = case.destination.container
    image = server.image.lower() if server else ""
    named = (setting for word, setting in _KAFKA.items() if word in image)
    return next(named, "KAFKA_ADVERTISED_LISTENERS")


def _directly(case: Case) -> Proposal:
    return Proposal(
        summary="or let the client stay with the server that it calls:"
        f" mongodb://{case.address}/?directConnection=true",
        trial=Untriable(reason="no probe speaks for the client's driver"),
    )
