"""In which sandbox of Docker's this process is, by its variables."""

import pytest

from containerloop.facts import Address
from containerloop.survey.sandbox import own_sandbox, own_sandbox_proxy

PROXY = "http://gateway.docker.internal:3128"
NAMED = {"SANDBOX_NAME": "shop-box", "HTTP_PROXY": PROXY}


@pytest.mark.parametrize(
    "variables",
    [
        NAMED,
        {"SANDBOX_VM_ID": "shop-box", "https_proxy": "http://host.docker.internal:3128/"},
        NAMED | {"SANDBOX_VM_ID": "older"},
        NAMED | {"HTTP_PROXY": "", "http_proxy": PROXY},
    ],
)
def test_a_sandbox_has_a_name_and_a_proxy(variables: dict[str, str]) -> None:
    assert own_sandbox(variables) == "shop-box"


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"SANDBOX_NAME": "shop-box"},
        {"HTTP_PROXY": PROXY},
        NAMED | {"HTTP_PROXY": "http://proxy.corp:3128"},
        NAMED | {"HTTP_PROXY": "http://gateway.docker.internal:3129"},
        NAMED | {"HTTP_PROXY": f"{PROXY}.example.com"},
        NAMED | {"HTTP_PROXY": "http://eva:hunter2@gateway.docker.internal:3128"},
        NAMED | {"SANDBOX_NAME": "\033[31m"},
        NAMED | {"SANDBOX_NAME": "a b"},
        NAMED | {"SANDBOX_NAME": "x" * 64},
    ],
)
def test_one_sign_alone_is_no_sandbox(variables: dict[str, str]) -> None:
    assert own_sandbox(variables) is None
    assert own_sandbox_proxy(variables) is None


def test_its_proxy_is_the_one_that_is_named() -> None:
    assert own_sandbox_proxy(NAMED) == Address(host="gateway.docker.internal", port=3128)
    older = {"SANDBOX_VM_ID": "x", "https_proxy": "http://Host.docker.internal:3128/"}
    assert own_sandbox_proxy(older) == Address(host="host.docker.internal", port=3128)
