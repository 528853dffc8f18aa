"""Whether this process runs in a sandbox of Docker's, by the variables it is given. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from containerloop.facts import Address

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}", re.ASCII)
_PROXY = re.compile(r"http://((?:gateway|host)\.docker\.internal):(3128)/?", re.IGNORECASE)
_PROXIES = ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy")


def own_sandbox(variables: Mapping[str, str]) -> str | None:
    """The sandbox's name; None where the name or the sandbox's proxy is missing.

    Newer releases say it in SANDBOX_NAME, older ones in SANDBOX_VM_ID (docker/sbx-releases).
    Others may have one of the two signs: a proxy of that address is also that of companies.

    >>> own_sandbox({"SANDBOX_NAME": "shop", "http_proxy": "http://gateway.docker.internal:3128"})
    'shop'
    """
    name = variables.get("SANDBOX_NAME") or variables.get("SANDBOX_VM_ID") or ""
    return name if _NAME.fullmatch(name) and _proxy(variables) else None


def own_sandbox_proxy(variables: Mapping[str, str]) -> Address | None:
    """The proxy through which everything leaves the sandbox; None where this is none."""
    return _proxy(variables) if own_sandbox(variables) else None


def _proxy(variables: Mapping[str, str]) -> Address | None:
    for each in _PROXIES:
        if named := _PROXY.fullmatch(variables.get(each, "")):
            return Address(host=named[1].lower(), port=int(named[2]))
    return None
