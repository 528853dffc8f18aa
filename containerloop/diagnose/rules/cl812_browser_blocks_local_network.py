"""CL812: the server answers, and the browser did not let the page call it."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt
from containerloop.diagnose.finding import Finding, Proposal
from containerloop.diagnose.trials import Untriable
from containerloop.facts import HOST, Outcome, Question


@diagnosis(
    "CL812",
    "browser-blocks-local-network",
    explains={Outcome.ANSWERED},
    severity="warning",
    warns_when_met=True,
)
def browser_blocks_local_network(here: Case, question: Question) -> Finding | None:
    """The browser does not let a public page call this machine or the local network.

    ## What it means

    Chrome and Edge 142 and later ask for permission before a page from the internet
    may call a private or a loopback address (WebSockets: 147). Without it nothing is
    sent, and the console shows a CORS error or ERR_BLOCKED_BY_…_ACCESS_CHECKS:

        https://app.example.com (page) --> http://localhost:8080 --x  blocked
        curl http://localhost:8080/                                   answered

    The page must come over https to be able to ask at all. A page inside a frame also
    needs its parent's leave. No header of the server changes this.

    ## How containerloop knows

    It was asked about that error, in the browser's own words ("Permission was denied
    for this request to access the loopback address space", or the code above), and the
    same address answers a program on this machine. Quote the error as it was printed:

        containerloop why "Access to fetch at 'http://localhost:8080/' from origin …"

    ## Remedy

    Allow it for the page, in the prompt or under the site's settings ("Local network
    access"; "Apps on device" since 145). In development, serve the page from localhost
    too. A page in a frame needs the permission in the frame's `allow` attribute
    (`local-network-access`, since 145 `loopback-network` or `local-network`).

    Not tested live: this page rests on MDN (Local Network Access) and on Icehunter/
    dune-admin#4, langchain-ai/docs#1559 and mdn/content#43575.
    """
    if not question.blocked_by_browser or here.vantage != HOST:
        return None
    return Finding(
        summary=f"{here.address} answers programs on this machine: it was the browser that did not"
        " let the page call it, and sent nothing",
        subject=f"browser {here.address}",
        evidence=(failed_attempt(here.symptom),),
        remedies=(
            Proposal(
                summary="allow the page to use the local network, in the browser's prompt or in"
                " its settings for that site, or open the page from localhost as well",
                trial=Untriable(reason="containerloop opens no browser"),
            ),
        ),
    )
