"""Log-ins that servers refused, as logs tell of them, and what a database was set up with.

Only frozen values may live here. Names of accounts, databases and variables are in them, and no
password ever is.
"""

from __future__ import annotations

from typing import Literal

from containerloop.facts.values import Fact, Maybe


class RefusedLogIn(Fact, frozen=True, kw_only=True):
    """A log-in that a server's own log, or its client's, says was refused.

    `user` is the account, `peer` the client's address as the server saw it ("" where that is not
    told). `why`: because of the place that it came from; because of its password; because
    there is no such role, or no such `database`, whose `user` is then ""; or, of whatever user,
    because as many as may be are logged in, which `setting` decides, or for want of TLS.
    """

    user: str
    peer: str = ""
    why: Literal["place", "password", "role", "database", "full", "tls"] = "place"
    database: str = ""
    setting: str = ""


class DataSetUp(Fact, frozen=True, kw_only=True, tag="data-set-up"):
    """The data of a database that refused a client, and what its image's variables say now.

    `volume` holds the data, or `folder`, a path in the container that is a folder of the host; ""
    where none does. They were set up on the day `made_on`, `older_s` seconds before the container
    was made. `variable` is the one that would set up what was refused, if the data were empty (""
    where there is none); `agrees`: it has what the client uses.
    """

    volume: str = ""
    folder: str = ""
    made_on: str = ""
    older_s: Maybe[float] = 0.0
    variable: str = ""
    agrees: Maybe[bool]
