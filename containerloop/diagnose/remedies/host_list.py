"""The setting in which a web server has the host names that it serves. Pure.

Which server it is, its own words tell, the page it sends, its Server header or its image.
"""

from __future__ import annotations

import re

from containerloop.diagnose.case import Case
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.hyphenated_alias import hyphenated, hyphenated_alias
from containerloop.diagnose.remedies.patches import Override
from containerloop.diagnose.rule_facts.host_names import RejectedName
from containerloop.diagnose.trials import Untriable

_VITE = "__VITE_ADDITIONAL_SERVER_ALLOWED_HOSTS"
_SETTINGS = (
    (r"Blocked request\. This host", 'add "{name}" to server.allowedHosts in its configuration'),
    (r"421 .*Invalid host header", 'add "{name}{ports}" to allowed_hosts (transport_security)'),
    (r"DisallowedHost|HTTP_HOST header|page of Django", 'add "{name}" to ALLOWED_HOSTS'),
    (r"400 .*Invalid host header", 'add "{name}" to allowed_hosts of TrustedHostMiddleware'),
    (r"Invalid host header", 'add "{name}" to devServer.allowedHosts in the webpack configuration'),
    (r"Blocked hosts?:", 'add "{name}" to config.hosts (config.hosts << "{name}")'),
    (r"untrusted domain", 'add "{name}" to trusted_domains'),
    (r"Hostname verification failed", 'add "{name}" to host_whitelist'),
    (r"hostname was unrecognized", 'add "{name}" to rpc-host-whitelist'),
    (r"Invalid Hostname", 'add "{name}" to AllowedHosts'),
    (r"TornadoServer|jupyter", "start it with --ServerApp.allow_remote_access=True"),
    (r"traefik|page of Traefik", "add Host(`{name}`) to the rule of the router"),
    (r"page of nginx|[(]nginx|nginx[:/ ]", 'add "{name}" to server_name in its server block'),
    (r"apache|httpd", "add ServerAlias {name} to the virtual host"),
    (r"caddy", "add {name} to the addresses of the site in the Caddyfile"),
)  # fmt: skip
"""By the server's words, page, header or image, the most certain first. The setting of Jupyter,
Rails, Nextcloud, SABnzbd, Transmission, ASP.NET, Apache, Caddy and Traefik is from their
documentation, not tested live."""
_PLAIN = 'add "{name}" to the host names that it serves'


_KNOWS_NO_UNDERSCORE = r"page of Django|HTTP_HOST|domain name"


def host_name_remedies(case: Case, rejected: RejectedName) -> tuple[Proposal, ...]:
    """An alias where the name is not valid, else the server's own list."""
    host, server = rejected.name, case.destination.container
    accepted = rejected.served_as == hyphenated(host)
    never = accepted or re.search(_KNOWS_NO_UNDERSCORE, _signs(case), re.I)
    if "_" in host and never and server is not None and case.client is not None:
        return (hyphenated_alias(case, server, accepted=accepted),)
    return (listed_at_server(case, host),)


def listed_at_server(case: Case, name: str) -> Proposal:
    """The client's name added to the server's list; it is the server's own setting to change."""
    server, signs = case.destination.container, _signs(case)
    setting = next((s for sign, s in _SETTINGS if re.search(sign, signs, re.I)), _PLAIN)
    ports = "" if case.address.port == 80 else ":*"
    whose = f"in {case.label(server)}, " if server else ""
    return Proposal(
        summary=f"{whose}{setting.format(name=name, ports=ports)}, then restart it",
        override=_override(case, name) if "server.allowedHosts" in setting else None,
        trial=Untriable(reason="it would change a setting of your server"),
    )


def _signs(case: Case) -> str:
    """What tells which server it is, in one line."""
    best, server = case.symptom.best, case.destination.container
    image = server.image if server else None
    return " ".join(sign for sign in (best.code, best.refusal, best.banner, image) if sign)


def _override(case: Case, name: str) -> Override | None:
    """Vite takes one more name from its environment (5.4.12, 6.0.9 and later)."""
    server = case.destination.container
    if server is None or server.project is None or server.service is None:
        return None
    return {"services": {server.service: {"environment": {_VITE: name}}}}
