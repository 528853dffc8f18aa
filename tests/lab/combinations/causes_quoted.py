"""Worlds in order, asked about an error of somebody who cannot reach them: a browser, a build."""

from tests.lab.combinations.building import Project
from tests.lab.combinations.drawing import Draw
from tests.lab.combinations.worlds import Case, World

BROWSERS = (
    "Access to fetch at '{url}' from origin 'https://app.example.com' has been blocked by CORS"
    " policy: Permission was denied for this request to access the `loopback` address space.",
    "GET {url} net::ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS",
)
STEPS = (
    'Error: getaddrinfo ENOTFOUND {host}\n#9 0.51   at "{url}"',
    'psycopg2.OperationalError: could not translate host name "{host}" to address:'
    " Name or service not known\n#9 0.52   for {url}",
)


def blocked_by_a_browser(draw: Draw) -> World:
    """CL812: a page from the internet was not allowed to call a server that is published here."""
    p = Project(draw)
    server = p.server(("web", "nginx"))
    outside = p.publish(server)
    host = draw.pick("localhost", "127.0.0.1")
    said = draw.pick(*BROWSERS).format(url=f"http://{host}:{outside}/api/v1/status")
    return p.world(server.kind, Case((said,), "CL812", warning=True))


def called_by_a_build(draw: Draw) -> World:
    """CL309: a step of an image build looked up a service that answers its own project."""
    p = Project(draw)
    server = p.server(("redis", "postgres", "mariadb"))
    p.services[server.name]["expose"] = [f"{server.port}"]
    client = draw.client_name()
    p.services[client] = {"build": {"context": "."}, "profiles": ["not-now"]}
    there = f"{server.scheme}://{server.name}:{server.port}"
    step = draw.pick(*STEPS).format(host=server.name, url=there)
    said = (
        f"#9 [{client} 4/5] RUN make migrate\n#9 0.50 {step}\n"
        '#9 ERROR: process "/bin/sh -c make migrate" did not complete successfully: exit code: 1\n'
    )
    return p.world(f"{server.kind} by {client}", Case((said,), "CL309", warning=True))


MAKERS = (blocked_by_a_browser, called_by_a_build)
