"""CL807: a proxy variable sends the call to a proxy that does not pass it on."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import written_at
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.exempt_from_proxy import another_proxy, exempt_from_proxy
from containerloop.diagnose.rule_facts.proxy_ways import ProxyInTheWay
from containerloop.facts import ARRIVED, LOST


@diagnosis(
    "CL807",
    "proxy-environment",
    explains=ARRIVED | LOST,
    explains_wrong_answer=True,
)
def proxy_environment(case: Case, proxy_in_the_way: ProxyInTheWay | None) -> Finding | None:
    """A proxy variable sends the call to a proxy that cannot reach the service.

    ## What it means

    Many HTTP clients obey HTTP_PROXY and HTTPS_PROXY. Calls between services then go
    to the company's proxy, which knows nothing of Docker's names:

        api --> http://web:8000 --> proxy.example.com:3128 --x  503, 502, 403
        api --> db:5432                                    works (not HTTP)

    The docker command adds these variables to new containers and builds if
    `~/.docker/config.json` has a section `proxies`.

    ## How containerloop knows

    The service's environment names a proxy, and its NO_PROXY does not include the
    server for curl, Python or Go. The same request through the proxy is not answered by
    the server, and without it, it is. A proxy beyond this machine is not asked.

    ## Remedy

    List the service in NO_PROXY and recreate the container. Set both spellings where
    neither is set yet:

        environment:
          NO_PROXY: localhost,127.0.0.1,web
          no_proxy: localhost,127.0.0.1,web

    Or set `noProxy` in the section `proxies` of `~/.docker/config.json`. Clients differ
    in how they read ranges, wildcards and ports there; a plain name is read by all.
    Programs that ignore these variables are not affected.
    """
    if proxy_in_the_way is None:
        return None
    key, direct = proxy_in_the_way.way.way.key, proxy_in_the_way.directly
    return Finding(
        summary=_summary(case, proxy_in_the_way),
        subject=f"{case.vantage} {case.address}",
        location=written_at(proxy_in_the_way.way.way.reference),
        evidence=(proxy_in_the_way.shown,),
        remedies=(exempt_from_proxy(case) if direct else another_proxy(case, key),),
    )


def _summary(case: Case, proxy: ProxyInTheWay) -> str:
    way = proxy.way.way
    said = f"{way.key} sends the call to {way.address}, which {proxy.why}"
    return f"{said}, and NO_PROXY does not include {case.address.host}" if proxy.directly else said
