"""What the name of a variable or flag says about the address in its value. Pure.

The addresses that a server binds to or gives to its clients look like any other; only
the name tells them apart.
"""

from __future__ import annotations

import re

from containerloop.facts.late_pattern import late

_BIND = frozenset({"LISTEN", "LISTENER", "LISTENERS", "BIND", "ADVERTISE", "ADVERTISED"})
_LISTS = frozenset(
    {"CORS", "ORIGIN", "ORIGINS", "ALLOW", "ALLOWED", "TRUSTED", "CSRF", "WHITELIST", "ALLOWLIST"}
)
_OTHERS = frozenset({"REDIRECT", "CALLBACK", "VIRTUAL", "LETSENCRYPT", "NO", "DOCS", "ISSUES"})
_NOT_ADDRESSES = frozenset(
    {"IMAGE", "VERSION", "TAG", "USER", "USERNAME", "PASSWORD", "PASSWD", "SECRET", "TOKEN", "AUTH"}
    | {"TIME", "DATE", "SCHEDULE", "CRON", "MAC", "PATH", "HOME", "DIR", "FILE", "CREDENTIALS"}
    | {"KEY", "TZ", "PASS", "PWD", "LICENSE", "HASH", "DIGEST", "COLOR", "LOCALE"}
)
_ADDRESSES = frozenset(
    {"HOST", "HOSTS", "ADDR", "ADDRS", "ADDRESS", "ADDRESSES", "SERVER", "SERVERS", "ENDPOINT"}
    | {"ENDPOINTS", "BROKER", "BROKERS", "BOOTSTRAP", "URL", "URLS", "URI", "URIS", "CONNECT"}
    | {"NODE", "NODES", "SENTINEL", "SENTINELS", "CLUSTER", "PEER", "PEERS", "UPSTREAM", "DSN"}
    | {"UPSTREAMS", "TARGET", "TARGETS", "BACKEND", "CONNECTION", "SEED", "SEEDS", "QUORUM"}
    | {"MASTER", "REPLICA", "PROXY", "SERVICE", "LOCATION", "HOSTPORT", "COLLECTOR", "AGENT"}
)
_OWN_URLS = frozenset(
    {"BASE_URL", "SITE_URL", "PUBLIC_URL", "ROOT_URL", "EXTERNAL_URL", "APP_URL", "SELF_URL"}
    | {"NEXTAUTH_URL", "CANONICAL_URL", "HOSTNAME", "APP_BASE_URL"}
)
_SERVERS = frozenset(
    {"", "SERVER", "APP", "HTTP", "HTTPS", "WEB", "UVICORN", "GUNICORN", "FLASK", "FLASK_RUN"}
    | {"NEXT", "VITE", "NUXT", "NITRO", "ROCKET", "STREAMLIT_SERVER", "GRADIO_SERVER", "PUMA"}
    | {"MYSQL_ROOT", "MARIADB_ROOT", "HEALTH", "METRICS", "MANAGEMENT_SERVER", "DEV_SERVER"}
)
_INSIDE = frozenset({"PROXY", "INTERNAL", "SERVER", "SSR", "UPSTREAM", "TARGET"})
_BROWSER = late(r"(NEXT_PUBLIC|VITE|REACT_APP|NUXT_PUBLIC|PUBLIC|EXPO_PUBLIC|GATSBY)_.*")


def normal(key: str) -> str:
    """The key in one spelling: `spring.datasource.url`, `db__host`, `--db-host` → DB_HOST."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", key)
    return re.sub(r"[^A-Za-z0-9]+", "_", spaced).strip("_").upper()


def dials(key: str) -> bool:
    """Whether a program may dial what stands under this key."""
    name = normal(key)
    words = set(name.split("_"))
    if words & (_BIND | _LISTS | _OTHERS) or name in _OWN_URLS:
        return False
    return not name.endswith(("_ROOT_URL", "_PUBLIC_URL", "_EXTERNAL_URL"))


def names_an_address(key: str) -> bool:
    """Whether the key says that its value is an address, so that `redis:7000` is one."""
    return bool(_words(key) & _ADDRESSES) and not names_something_else(key)


def names_something_else(key: str) -> bool:
    """Whether the key says that its value is no address: an image, a password, a time."""
    words = normal(key).split("_")
    return words[-1] in _NOT_ADDRESSES or bool({"IMAGE", "PASSWORD", "AUTH"} & set(words))


def is_own_address(prefix: str) -> bool:
    """Whether `<prefix>_HOST` is where the program itself listens (HOST, SERVER_HOST)."""
    return prefix in _SERVERS


def binds(key: str) -> bool:
    """Whether the value is where the program itself listens."""
    name = normal(key)
    words = set(name.split("_"))
    if words & {"ADVERTISE", "ADVERTISED"} | words & _LISTS:
        return False
    own = re.fullmatch(r"(.*?)_?(?:HOST|HOSTNAME|ADDRESS|ADDR|IP|URLS)", name)
    return bool(words & _BIND) or bool(own and own[1] in _SERVERS | {"ASPNETCORE"})


def for_browser(key: str) -> bool:
    """Whether the value ends up in a page, so that a browser dials it and not the service.

    The target of a development server's proxy has the same prefix and is excluded.
    """
    name = normal(key)
    return bool(_BROWSER.fullmatch(name)) and not _INSIDE & set(name.split("_"))


def _words(key: str) -> set[str]:
    return set(normal(key).split("_"))
