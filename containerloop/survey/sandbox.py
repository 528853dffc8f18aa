"""Whether this process runs in a sandbox of Docker's, by the variables it is given. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}", re.ASCII)
_PROXY = re.compile(r"https?://(?:gateway|host)\.docker\.internal:3128/?", re.IGNORECASE)
_PROXIES = ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy")


def own_sandbox(variables: Mapping[str, str]) -> str | None:
    """The sandbox's name; None where the name or the sandbox's proxy is missing.

    Newer releases say it in SANDBOX_NAME, older ones in SANDBOX_VM_ID (docker/sbx-releases).
    Others may have one of the two signs: a proxy of that address is also that of companies.

    >>> own_sandbox({"SANDBOX_NAME": "shop", "http_proxy": "http://gateway.docker.internal:3128"})
    'shop'
    """
    name = variables.get("SANDBOX_NAME") or variables.get("SANDBOX_VM_ID") or ""
    behind = any(_PROXY.fullmatch(variables.get(each, "")) for each in _PROXIES)
    return name if behind and _NAME.fullmatch(name) else None
