"""An address found in a configuration, and where it is written; no credential ever is."""

from __future__ import annotations

from typing import Literal, TypeAlias

from containerloop.facts.openings import PLAIN, Opening
from containerloop.facts.values import Fact, Transport

LogInShape: TypeAlias = Literal["", "none", "password", "user"]
"""How much of a log-in a setting has: nothing, a password alone, or a user. "" where that does not
tell, or nobody asks."""
DBGP = "dbgp"
"""The scheme of a debugger's connection to the IDE of whoever debugs."""


class Place(Fact, frozen=True, kw_only=True):
    """Where a setting stands: `key` is dotted (`services.api.environment.DB_HOST`).

    `where` is one of environment, env_file, command, healthcheck, label, ports, proxy (a mounted
    configuration of a proxy, whose `key` is `nginx: proxy_pass`).
    `file` is relative to the project's folder; `line` and `column` count from 1. All are None
    where it is in no file (a plain `docker run`); `column` is of what is named there.
    """

    where: str
    key: str
    file: str | None = None
    line: int | None = None
    column: int | None = None


class Part(Fact, frozen=True, kw_only=True):
    """The characters of a host or a port inside a value, credentials masked.

    `text` is the whole line of the file (or the value, without a file), with every
    credential replaced by `***`; `text[start:end]` is the host or the port itself.
    """

    place: Place
    text: str
    start: int
    end: int


class Reference(Fact, frozen=True, kw_only=True):
    """An address found in a service's configuration, and where it stands.

    `port` is the written or the scheme's usual port; `port_part` is None where no port
    is written. `secret` tells that the value holds a literal credential, so that it
    cannot be printed whole. `template` is the value with `{host}` and `{port}` holes
    (None when it cannot be printed), for an override that replaces it. `demands_tls`: a setting
    beside the address requires TLS (`sslmode=require`), whatever the scheme; `without_tls`: it
    forbids TLS (`sslmode=disable`). `browser`: the
    value is used in a web page, so that a browser dials it and not the service. `opening`: what
    else the value names of the client's first words.

    `port` is 0 where nothing tells it: a variable that names a host and no kind of server.
    `host` has the white space that a variable has around it, and is "" where none is written;
    `unset` are the variables that should have given it and are not set. `quoted`: quotation marks
    around the value belong to it. `ambiguous`: a URL whose password has `#`, `/` or `?` as it is,
    so that clients read the host differently. `log_in`: how much of a log-in stands there, of a
    server (Redis) whose answer shows what it wants.
    """

    scheme: str | None
    host: str
    port: int
    transport: Transport = Transport.TCP
    host_part: Part
    port_part: Part | None = None
    secret: bool = False
    template: str | None = None
    demands_tls: bool = False
    without_tls: bool = False
    browser: bool = False
    opening: Opening = PLAIN
    quoted: bool = False
    unset: tuple[str, ...] = ()
    ambiguous: bool = False
    log_in: LogInShape = ""

    @property
    def in_healthcheck(self) -> bool:
        """Whether it is written in a healthcheck: the engine has it dialled, over and over."""
        return self.host_part.place.where == "healthcheck"

    @property
    def on_demand(self) -> bool:
        """Whether it is connected to only while somebody debugs: else nobody relies on it."""
        return self.scheme == DBGP


class Overruled(Fact, frozen=True, kw_only=True):
    """An address that a file gives a variable, and that does not count: a stronger source sets it.

    `by`: the shell, over `.env`; `environment`, over an env file; or a later `env_file`.
    `variable` is what has to be changed there.
    """

    reference: Reference
    by: Literal["shell", "environment", "env_file"]
    variable: str


class Upstream(Fact, frozen=True, kw_only=True):
    """A server that a proxy passes requests on to, as its own configuration has it.

    `ports` are those that the proxy listens on for it, () for any; `path` is the beginning of
    the paths that go there, None where the configuration decides in another way; `names` are the
    hosts of the URLs that do (`*.example.com` for all of a domain), () for any. `spare`: nothing
    goes there while another server of the same pages serves (`backup`).
    """

    reference: Reference
    ports: tuple[int, ...] = ()
    path: str | None = None
    names: tuple[str, ...] = ()
    spare: bool = False
