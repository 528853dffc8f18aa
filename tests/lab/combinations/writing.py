"""The many ways in which a service is told an address. Pure."""

from collections.abc import Callable

from tests.lab.combinations.drawing import Draw
from tests.lab.combinations.worlds import Service

BASE = "containerloop-fixture/base:1"
WORDS = {
    "redis": ("REDIS", "CACHE", "CELERY_BROKER"),
    "postgres": ("DATABASE", "PG", "SPRING_DATASOURCE"),
    "mysql": ("MYSQL", "DATABASE", "WORDPRESS_DB"),
    "http": ("BACKEND", "API", "UPSTREAM", "SEARCH_SERVICE"),
    "https": ("BACKEND", "API"),
    "statsd": ("STATSD",),
}
SECRET = "tr0ub4dor"
Values = dict[str, str]


def bracketed(host: str) -> str:
    """The host as it stands before a colon."""
    return f"[{host}]" if ":" in host else host


def url(draw: Draw, scheme: str, host: str, port: int) -> str:
    """A URL of the scheme, with or without a user, a password and a path."""
    scheme = "udp" if scheme == "statsd" else scheme
    who = draw.pick("", f"app:{SECRET}@", ":p@", "app@") if scheme not in ("http", "udp") else ""
    end = draw.pick("", "/", "/app", "/app?timeout=3")
    if scheme == "postgres":
        scheme = draw.pick("postgres", "postgresql", "postgresql+asyncpg")
    return f"{scheme}://{who}{bracketed(host)}:{port}{end}"


def _as_url(draw: Draw, scheme: str, host: str, port: int) -> Values:
    word = draw.pick(*WORDS[scheme])
    return {f"{word}_{draw.pick('URL', 'URI')}": url(draw, scheme, host, port)}


def _as_pair(draw: Draw, scheme: str, host: str, port: int) -> Values:
    word = draw.pick(*WORDS[scheme])
    return {f"{word}_{draw.pick('ADDR', 'SERVER', 'ENDPOINT')}": f"{bracketed(host)}:{port}"}


def _as_split(draw: Draw, scheme: str, host: str, port: int) -> Values:
    word = draw.pick(*WORDS[scheme])
    return {f"{word}_HOST": host, f"{word}_PORT": str(port)}


def _as_dsn(_draw: Draw, scheme: str, host: str, port: int) -> Values:
    if scheme == "postgres":
        return {"DATABASE_DSN": f"host={host} port={port} dbname=app password={SECRET}"}
    return {"DATABASE_DSN": f"app:{SECRET}@tcp({bracketed(host)}:{port})/app"}


def _as_jdbc(_draw: Draw, scheme: str, host: str, port: int) -> Values:
    kind = "postgresql" if scheme == "postgres" else "mysql"
    return {"SPRING_DATASOURCE_URL": f"jdbc:{kind}://{bracketed(host)}:{port}/app"}


def values(draw: Draw, scheme: str, host: str, port: int) -> Values:
    """One or two variables that hold the address."""
    ways: list[Callable[[Draw, str, str, int], Values]] = [_as_url, _as_split]
    ways += [_as_pair] if scheme != "statsd" else []
    ways += [_as_dsn, _as_jdbc] if scheme in ("postgres", "mysql") else []
    return draw.pick(*ways)(draw, scheme, host, port)


PLACES = ("map", "map", "list", "file", "command", "variables")
IN_COMPOSE = ("map", "list", "command", "variables")


def client(
    draw: Draw, scheme: str, host: str, port: int, files: dict[str, str],
    places: tuple[str, ...] = PLACES,
) -> Service:  # fmt: skip
    """A service that does nothing but hold the address somewhere; may add to `files`."""
    service: Service = {"image": BASE, "command": ["sleep", "infinity"], "init": True}
    held = values(draw, scheme, host, port)
    where = draw.pick(*places)
    noise = {"TZ": "UTC", "LOG_LEVEL": "info", "FEATURE_X": "localhost"}
    if where == "map":
        service["environment"] = noise | held
    elif where == "list":
        service["environment"] = [f"{k}={v}" for k, v in (noise | held).items()]
    elif where == "file":
        name = draw.pick(".env.app", "app.env", "settings.env")
        quote = draw.pick("", '"')
        files[name] = "# settings\n" + "".join(f"{k}={quote}{v}{quote}\n" for k, v in held.items())
        service["env_file"] = draw.pick(name, [name])
    elif where == "variables":
        service["environment"] = {k: f"${{{k}:-{v}}}" for k, v in held.items()}
    else:
        service["entrypoint"] = ["sh", "-c", "exec sleep infinity", "app"]
        option = draw.pick("--backend-url", "--url") if scheme.startswith("http") else "--dsn-url"
        address = url(draw, scheme, host, port)
        service["command"] = draw.pick([option, address], [f"{option}={address}"])
    return service
