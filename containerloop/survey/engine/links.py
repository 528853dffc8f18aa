"""Legacy links of a container, and which of their variables its command reads. Pure."""

from __future__ import annotations

import re
from typing import Any

from containerloop.survey.engine.ports import Json

MOST = 12
_READ = re.compile(
    r"\$\{?([A-Z][A-Z0-9_]{0,63}?_PORT_\d{1,5}_(?:TCP|UDP)(?:_(?:ADDR|PORT|PROTO))?)(?![A-Z0-9_])"
)
"""The names that Docker gave them (moby, daemon/links): `DB_PORT_5432_TCP_ADDR`."""


def links_of(host: Json, settings: Json) -> dict[str, Any]:
    """The fields of a container, from its HostConfig and its Config."""
    return {
        "links": linked(host.get("Links")),
        "link_variables": variables_of_links(settings),
    }


def linked(links: object) -> tuple[str, ...]:
    """`alias:container` of each; the engine has `/build-db:/build-app/db`.

    >>> linked(["/shop-db:/app/db"])
    ('db:shop-db',)
    """
    rows = (str(each).split(":") for each in links) if isinstance(links, list) else ()
    return tuple(
        f"{row[1].rpartition('/')[2]}:{row[0].lstrip('/')}" for row in rows if len(row) == 2
    )


def variables_of_links(settings: Json) -> tuple[str, ...]:
    """Those that the command and the entry point read, and that its own variables do not set.

    The names alone: a shell in the container expands them.
    """
    words = (settings.get("Entrypoint"), settings.get("Cmd"))
    text = "\n".join(str(word) for each in words if isinstance(each, list) for word in each)
    own = {str(line).partition("=")[0] for line in settings.get("Env") or ()}
    read = dict.fromkeys(found[1] for found in _READ.finditer(text))
    return tuple(name for name in read if name not in own)[:MOST]
