"""What a container's own labels and variables tell a proxy that reads them from the engine. Pure.

Traefik reads labels, nginx-proxy the variables VIRTUAL_HOST and VIRTUAL_PORT. Not tested live.
"""

from __future__ import annotations

from collections.abc import Mapping

from containerloop.facts import Part, Place, Reference, Upstream
from containerloop.facts.late_pattern import late
from containerloop.survey.references.found_address import port_of

_PORT = late(r"traefik\.(http|tcp)\.services\.([\w-]+)\.loadbalancer\.server\.port")
_RULE = late(r"traefik\.(http|tcp)\.routers\.([\w-]+)\.rule")
_HOSTS = late(r"(?<!!)Host(?:SNI)?\(([^)]*)\)")
_NAME = late(r"[A-Za-z0-9*](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")


def offers(host: str, env: Mapping[str, str], labels: Mapping[str, str]) -> tuple[Upstream, ...]:
    """The ports at which a proxy calls the container `host`, and for which names."""
    found = []
    told = {key.lower(): value for key, value in labels.items()}  # Traefik ignores the case
    for key, value in labels.items():
        if port := _PORT.fullmatch(key.lower()):
            server = key.lower().removesuffix("port")
            # what is said in a connection that Traefik only passes on is the server's affair
            scheme = told.get(f"{server}scheme", "http") if port[1] == "http" else None
            found.append(_offer(host, key, value, scheme, _ruled(port[1], port[2], told)))
    if "VIRTUAL_HOST" in env and "VIRTUAL_PORT" in env:
        scheme = env.get("VIRTUAL_PROTO", "http").lower()
        virtual = tuple(_NAME.findall(env["VIRTUAL_HOST"]))
        found.append(_offer(host, "VIRTUAL_PORT", env["VIRTUAL_PORT"], scheme, virtual))
    return tuple(offer for offer in found if offer is not None)


def _ruled(kind: str, service: str, told: Mapping[str, str]) -> tuple[str, ...]:
    """The names in the rules of the routers of a service, and of those that name no service."""
    names = []
    for key, said in told.items():
        rule = _RULE.fullmatch(key)
        if rule is None or rule[1] != kind:
            continue
        meant = told.get(f"{key.removesuffix('rule')}service", service)
        if meant.lower().partition("@")[0] == service:  # `app@docker`
            names += [name for hosts in _HOSTS.findall(said) for name in _NAME.findall(hosts)]
    return tuple(names)


def _offer(
    host: str, key: str, value: str, scheme: str | None, names: tuple[str, ...]
) -> Upstream | None:
    port = port_of(value.strip())
    if port is None:
        return None
    place = Place(where="proxy", key=f"{host}: {key}")
    part = Part(place=place, text=str(port), start=0, end=len(str(port)))
    plain = scheme if scheme in (None, "https", "fastcgi", "uwsgi") else "http"
    reference = Reference(scheme=plain, host=host, port=port, host_part=part, port_part=part)
    return Upstream(reference=reference, names=tuple(name.lower() for name in names))
