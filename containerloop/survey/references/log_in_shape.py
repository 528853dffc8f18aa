"""How much of a log-in stands in a setting, for a server whose answer shows what it wants. Pure.

Only whether there is one is kept, and never which.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from containerloop.facts import LogInShape
from containerloop.facts.late_pattern import late
from containerloop.survey.references import variable_names

_KINDS = frozenset({"redis", "valkey", "keydb", "dragonfly"})
_IN_QUERY = late(r"[?&](?:user|username|password)=", re.IGNORECASE)
_SECRET = frozenset(
    {"PASSWORD", "PASS", "PASSWD", "PWD", "AUTH", "SECRET", "TOKEN", "CREDENTIAL", "CREDENTIALS"}
)
_USER = ("USER", "USERNAME")
_SERVERS = frozenset({"REDIS", "VALKEY", "KEYDB", "DRAGONFLY", "REDISCLI", "CACHE", "BROKER"})
_WITH_ANY_PASSWORD = "default"
"""Redis takes any password beside this user where it has none set: measured on 8.0."""


def of_url(scheme: str, user_info: str, rest: str) -> LogInShape:
    """What stands up to the `@` of a URL; "" where something else decides, or nobody asks.

    >>> of_url("redis", ":abc@", "/0"), of_url("redis", "", "/0"), of_url("redis", "bob@", "")
    ('password', 'none', 'user')
    """
    if scheme not in _KINDS or _IN_QUERY.search(rest):
        return ""
    user, _, password = user_info.removesuffix("@").partition(":")
    if user == _WITH_ANY_PASSWORD:
        return ""
    if user:
        return "user"
    return "password" if password else "none"


def beside_variables(scheme: str | None, prefix: str, values: Mapping[str, str]) -> LogInShape:
    """What stands in the variables beside `<prefix>_HOST`; `values` by normal name.

    >>> beside_variables("redis", "REDIS", {"REDIS_PASSWORD": "abc"})
    'password'
    """
    if scheme not in _KINDS or not prefix:
        return ""
    if any(values.get(f"{prefix}_{name}") for name in _USER):
        return ""
    if any(values.get(f"{prefix}_{name}") for name in ("PASSWORD", "PASS", "PASSWD")):
        return "password"
    return "none"


def may_come_from_elsewhere(key: str, values: Mapping[str, str]) -> bool:
    """Whether another variable may hold the password of the address under `key`.

    >>> may_come_from_elsewhere("CACHE_URL", {"REDIS_PASSWORD_FILE": "/run/secrets/redis"})
    True
    """
    own = set(variable_names.normal(key).split("_")[:1]) | _SERVERS
    for other, text in values.items():
        words = set(variable_names.normal(other).split("_"))
        if other != key and text and words & _SECRET and (words & own or words <= _SECRET):
            return True
    return False
