"""One item of `ports:`, written. Pure."""

from __future__ import annotations

from containerloop.facts import Publication, Transport


def ports_item(publication: Publication) -> str:
    """A publication in compose's short form: `127.0.0.1:8080:80`, `[::1]:53:53/udp`, `80`."""
    ip = f"[{publication.host_ip}]" if ":" in publication.host_ip else publication.host_ip
    host = str(publication.host_port or "")
    words = [ip, host] if ip else [host] if host else []
    udp = "/udp" if publication.transport is Transport.UDP else ""
    return ":".join([*words, str(publication.container_port)]) + udp
