"""An address found in a configuration, and where it is written; no credential ever is."""

from __future__ import annotations

from containerloop.facts.values import Fact, Transport


class Place(Fact, frozen=True, kw_only=True):
    """Where a setting stands: `key` is dotted (`services.api.environment.DB_HOST`).

    `where` is one of environment, env_file, command, healthcheck, label, ports.
    `file` is relative to the project's folder; `line` counts from 1. Both are None
    where it is in no file (a plain `docker run`).
    """

    where: str
    key: str
    file: str | None = None
    line: int | None = None


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
    beside the address requires TLS (`sslmode=require`), whatever the scheme. `browser`: the
    value is used in a web page, so that a browser dials it and not the service.
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
    browser: bool = False
