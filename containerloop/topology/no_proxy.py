"""NO_PROXY as the common clients read it, each in its own way. Pure.

There is no standard: who strips a dot, who reads ranges and who reads a port is from the
sources of curl 7.88, Python 3.11, requests 2.34 and Go 1.22 (golang.org/x/net/http/httpproxy).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from ipaddress import ip_network

from containerloop.facts import Exemption, is_loopback, literal

CURL, URLLIB, REQUESTS, GO = "curl", "Python's urllib", "requests", "Go programs"
CLIENTS = (CURL, URLLIB, REQUESTS, GO)


def direct_clients(exempt: Iterable[Exemption], host: str, port: int) -> tuple[str, ...]:
    """The clients that connect to the host without their proxy, in the order of CLIENTS."""
    values = {each.key: each.text for each in exempt if each.text.strip()}
    lower, upper = values.get("no_proxy", ""), values.get("NO_PROXY", "")
    name = host.rstrip(".").lower()
    told = {client: (lower or upper).lower() for client in CLIENTS}
    told[GO] = (upper or lower).lower()  # the others prefer the lower-case spelling
    return tuple(c for c in CLIENTS if _READERS[c](told[c], name, port))


def _by_curl(text: str, host: str, port: int) -> bool:
    words = text.replace(",", " ").split()
    if words == ["*"]:
        return True
    if literal(host) is not None:
        return any(_same_number(word, host) or _in_range(word, host) for word in words)
    return any(_under(host, word.strip(".")) for word in words)


def _by_urllib(text: str, host: str, port: int) -> bool:
    written = f"[{host}]" if ":" in host else host  # as it stands in a URL
    return _in_list(text, written) or _in_list(text, f"{written}:{port}")


def _in_list(text: str, host: str) -> bool:
    words = [word.strip().lstrip(".") for word in text.split(",")]
    return text == "*" or any(_under(host, word) for word in words)


def _by_requests(text: str, host: str, port: int) -> bool:
    words = [word for word in text.replace(" ", "").split(",") if word]
    address = literal(host)
    if address is None or address.version == 6:
        named = any(_under(f"{host}:{port}", word.lstrip(".")) for word in words)
        return named or _in_list(",".join(words), host)
    return any(_same_number(w, host) or _in_range(w, host) for w in words) or _in_list(text, host)


def _by_go(text: str, host: str, port: int) -> bool:
    words = [word.strip() for word in text.split(",")]
    return is_loopback(host) or "*" in words or any(_go_word(w, host, port) for w in words)


def _go_word(word: str, host: str, port: int) -> bool:
    name, colon, number = word.rpartition(":")
    if colon and number.isdigit() and literal(word) is None:
        if number != str(port):
            return False
        word = name.strip("[]")
    if literal(host) is not None:
        return _same_number(word, host) or _in_range(word, host)
    word = word.removeprefix("*") if word.startswith("*.") else word
    return host.endswith(word) if word.startswith(".") else _under(host, word)


_READERS: dict[str, Callable[[str, str, int], bool]] = {
    CURL: _by_curl,
    URLLIB: _by_urllib,
    REQUESTS: _by_requests,
    GO: _by_go,
}


def _under(host: str, domain: str) -> bool:
    """Whether the host is this name or one below it."""
    return bool(domain) and (host == domain or host.endswith(f".{domain}"))


def _same_number(word: str, host: str) -> bool:
    return literal(word.strip("[]")) == literal(host)


def _in_range(word: str, host: str) -> bool:
    address = literal(host)
    if "/" not in word or address is None:
        return False
    try:
        return address in ip_network(word, strict=False)
    except ValueError:
        return False
