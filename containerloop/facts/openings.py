"""What a client says first, beside its protocol: as it was typed, written or tried.

Only the frozen values may live here; what bytes they become is the protocols' work.
"""

from __future__ import annotations

import msgspec
from msgspec import structs


class Opening(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True,
              forbid_unknown_fields=True):  # fmt: skip
    """What a client's first words name; None wherever nothing is known, never a credential.

    `path`: of a URL, without query. `name`: the Host header or TLS name that is said in
    place of the address's own. `user`, `database`: of a database's log-in. `beyond`: the
    `host:port` that a forward proxy is asked for. `direct`: the client stays with the server
    that it calls, whatever that names (MongoDB's `directConnection=true`).
    """

    path: str | None = None
    name: str | None = None
    user: str | None = None
    database: str | None = None
    beyond: str | None = None
    direct: bool = False

    def with_name(self, name: str | None) -> Opening:
        """The same with another host name in it."""
        return structs.replace(self, name=name)

    @property
    def before_log_in(self) -> Opening:
        """The same without the user and the database of a log-in."""
        return structs.replace(self, user=None, database=None)


PLAIN = Opening()
"""Nothing beside the protocol's own first words."""
