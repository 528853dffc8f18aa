"""What is foretold of compose files, and what is not though it looks alike."""

from __future__ import annotations

import pytest

from tests.support.forecasts import codes_of, forecast_of, reasons_of

DB = """
  db:
    image: postgres:16
"""


def services(text: str) -> str:
    return f"services:\n{text}"


def client(settings: str, name: str = "api", image: str = "example/api") -> str:
    return f"  {name}:\n    image: {image}\n{settings}"


def calls(url: str, name: str = "api", more: str = "") -> str:
    return client(f"    environment:\n      DATABASE_URL: {url}\n{more}", name)


class TestLocalhost:
    def test_a_database_on_the_clients_own_localhost(self) -> None:
        report = forecast_of(services(DB + calls("postgres://u:p@localhost:5432/x")))
        (found,) = report.findings
        assert (found.code, found.basis, found.severity) == ("CL401", "predicted", "cause")
        assert found.location is not None
        assert (found.location.line, found.location.column) == (8, 34)
        assert found.remedies[0].patch is not None
        assert "@db:5432" in found.remedies[0].patch.diff
        assert found.remedies[0].proof.status == "untried"

    @pytest.mark.parametrize(
        "more",
        [
            "    expose: ['5432']\n",
            "    ports: ['5432:5432']\n",
            "    command: ./start-own-database --port 5432\n",
            "    network_mode: host\n",
            "    network_mode: service:db\n",
            "    network_mode: container:elsewhere\n",
            "    network_mode: other_project_net\n",
        ],
    )
    def test_a_port_that_may_be_its_own(self, more: str) -> None:
        assert codes_of(services(DB + calls("postgres://u@localhost:5432/x", more=more))) == []

    def test_a_variable_that_says_where_it_listens(self) -> None:
        own = "      LISTEN_PORT: 5432\n"
        assert codes_of(services(DB + calls("postgres://u@localhost:5432/x", more=own))) == []
        other = "      LISTEN_PORT: 5433\n"
        found = codes_of(services(DB + calls("postgres://u@localhost:5432/x", more=other)))
        assert found == ["CL401"]

    def test_a_server_of_the_same_kind_means_itself(self) -> None:
        own = client(
            "    environment:\n      DATABASE_URL: postgres://u@localhost:5432/x\n",
            "replica",
            "postgres:16",
        )
        assert codes_of(services(DB + own)) == []

    def test_a_neighbour_in_its_network_may_serve_it(self) -> None:
        beside = client("    network_mode: service:api\n    expose: ['5432']\n", "proxy")
        assert codes_of(services(DB + calls("postgres://u@localhost:5432/x") + beside)) == []

    def test_nobody_else_whom_it_could_mean(self) -> None:
        cache = "  cache:\n    image: redis\n"
        assert codes_of(services(cache + calls("postgres://u@localhost:5432/x"))) == []

    def test_a_server_that_only_a_profile_creates(self) -> None:
        db = DB.rstrip("\n") + "\n    profiles: [local]\n"
        assert codes_of(services(db + calls("postgres://u@localhost:5432/x"))) == []
        enabled = {".env": "COMPOSE_PROFILES=local\n"}
        assert codes_of(services(db + calls("postgres://u@localhost:5432/x")), enabled) == ["CL401"]

    def test_its_healthcheck_means_itself(self) -> None:
        check = client(
            "    healthcheck:\n      test: pg_isready -h localhost -p 5432\n", image="example/api"
        )
        assert codes_of(services(DB + check)) == []

    @pytest.mark.parametrize(
        ("ports", "codes"),
        [("    ports: ['8000:8000']\n", []), ("    expose: ['8000']\n", ["CL401"])],
    )
    def test_a_web_address_may_be_for_a_browser_where_this_machine_has_it(
        self, ports: str, codes: list[str]
    ) -> None:
        api = client(ports, "backend")
        web = client("    environment:\n      UPSTREAM_API: http://localhost:8000/\n", "web")
        assert codes_of(services(api + web)) == codes


class TestNames:
    APART = calls("postgres://u@db:5432/x", more="    networks: [front]\n")

    def nets(self, more: str = "") -> str:
        return f"networks:\n  front: {more}\n  back:\n"

    def db(self, more: str = "") -> str:
        return f"{DB.rstrip()}\n    networks: [back]\n{more}"

    def test_no_network_in_common(self) -> None:
        (found,) = forecast_of(services(self.db() + self.APART) + self.nets()).findings
        assert found.code == "CL301"
        assert found.summary == "api and db share no network (api: front, db: back)"
        assert found.evidence[0].command == "containerloop why-cant-i-reach 5432 --from api"

    @pytest.mark.parametrize(
        "nets", ["{external: true}", "{external: {name: shared}}"], ids=["new", "old"]
    )
    def test_a_network_of_others_may_have_the_name(self, nets: str) -> None:
        assert codes_of(services(self.db() + self.APART) + self.nets(nets)) == []

    @pytest.mark.parametrize(
        "more",
        [
            "    extra_hosts: ['db:10.0.0.5']\n",
            "    external_links: ['elsewhere:db']\n",
            "    dns: 10.0.0.53\n",
            "    dns_search: example.com\n",
            "    volumes: ['./hosts:/etc/hosts:ro']\n",
            "    hostname: db\n",
        ],
    )
    def test_another_way_to_the_name(self, more: str) -> None:
        assert codes_of(services(self.db() + self.APART + more) + self.nets()) == []

    def test_a_service_without_replicas_is_not_there(self) -> None:
        db = self.db("    deploy: {replicas: 0}\n")
        assert codes_of(services(db + self.APART) + self.nets()) == []

    def test_the_alias_of_another_network(self) -> None:
        db = (
            f"{DB.rstrip()}\n    networks:\n      back: {{aliases: [store]}}\n"
            "      front: {aliases: [primary]}\n"
        )
        url = calls("postgres://u@primary:5432/x", more="    networks: [front]\n")
        assert codes_of(services(db + url) + self.nets()) == []
        url = calls("postgres://u@store:5432/x", more="    networks: [front]\n")
        assert codes_of(services(db + url) + self.nets()) == ["CL402"]

    @pytest.mark.parametrize(
        ("asked", "codes"),
        [
            ("databse", ["CL402"]),
            ("database", []),
            ("warehouse", []),
            ("databse.example.com", []),
            ("host.docker.internal", []),
        ],
    )
    def test_a_misspelt_name(self, asked: str, codes: list[str]) -> None:
        db = "  database:\n    image: postgres:16\n"
        assert codes_of(services(db + calls(f"postgres://u@{asked}:5432/x"))) == codes

    def test_a_name_with_dots_may_be_another_resolvers(self) -> None:
        db = "  db.main.example:\n    image: postgres:16\n"
        assert codes_of(services(db + calls("postgres://u@db.mian.example:5432/x"))) == []

    def test_why_a_name_is_left_open(self) -> None:
        text = services(calls("redis://host.docker.internal:6379"))
        assert reasons_of(text) == {
            "service:api host.docker.internal:6379": "only some engines give containers a name"
            " for their host"
        }
        idle = "  db:\n    image: postgres:16\n    scale: 0\n"
        text = services(idle + calls("postgres://u@db:5432/x"))
        assert reasons_of(text) == {"service:api db:5432": "the service has no replicas"}

    def test_a_misspelt_name_where_one_of_the_two_has_no_known_kind(self) -> None:
        db = "  database:\n    image: postgres:16\n"
        asked = client("    environment:\n      DATABASE_HOST: databse:5432\n")
        assert codes_of(services(db + asked)) == ["CL402"]
        own = client("    expose: ['8000']\n", "inventory", "example/inventory")
        asked = client("    environment:\n      INVENTORY_URL: http://inventry:8000/\n")
        assert codes_of(services(own + asked)) == ["CL402"]

    def test_a_name_like_that_of_a_server_of_another_kind(self) -> None:
        db = "  database:\n    image: redis:7\n"
        assert codes_of(services(db + calls("postgres://u@databse:5432/x"))) == []

    def test_a_hostname_is_not_a_name(self) -> None:
        db = f"{DB.rstrip()}\n    hostname: primary\n"
        assert codes_of(services(db + calls("postgres://u@primary:5432/x"))) == ["CL409"]

    def test_no_network_at_all(self) -> None:
        url = calls("postgres://u@db:5432/x", more="    network_mode: none\n")
        assert codes_of(services(DB + url)) == ["CL303"]

    def test_host_mode_knows_no_names(self) -> None:
        url = calls("postgres://u@db:5432/x", more="    network_mode: host\n")
        assert codes_of(services(DB + url)) == ["CL304"]

    def test_the_default_bridge_knows_no_names(self) -> None:
        db = f"{DB.rstrip()}\n    network_mode: bridge\n"
        url = calls("postgres://u@db:5432/x", more="    network_mode: bridge\n")
        assert codes_of(services(db + url)) == ["CL403"]
        linked = calls("postgres://u@db:5432/x", more="    network_mode: bridge\n    links: [db]\n")
        assert codes_of(services(db + linked)) == []

    def test_a_service_that_another_one_waits_for_is_not_called_by_that(self) -> None:
        waits = client("    depends_on: [db]\n    networks: [front]\n")
        assert codes_of(services(self.db() + waits) + self.nets()) == []


class TestPorts:
    def test_the_port_of_the_host(self) -> None:
        db = f"{DB.rstrip()}\n    ports: ['127.0.0.1:15432:5432']\n"
        assert codes_of(services(db + calls("postgres://u@db:15432/x"))) == ["CL604"]
        assert codes_of(services(db + calls("postgres://u@db:5432/x"))) == []

    @pytest.mark.parametrize(
        "more",
        [
            "    command: -p 15432\n",
            "    expose: ['15432']\n",
            "    ports: ['127.0.0.1:15432:5432', '127.0.0.1:2:15432']\n",
            "    network_mode: host\n",
        ],
    )
    def test_a_port_that_the_server_may_have_as_well(self, more: str) -> None:
        ports = "" if "ports" in more else "    ports: ['127.0.0.1:15432:5432']\n"
        db = f"{DB.rstrip()}\n{ports}{more}"
        assert "CL604" not in codes_of(services(db + calls("postgres://u@db:15432/x")))

    def test_a_server_of_no_known_kind_may_listen_twice(self) -> None:
        api = client("    ports: ['127.0.0.1:8080:80']\n", "api")
        web = client("    environment:\n      API_HOST: api:8080\n", "web")
        assert codes_of(services(api + web)) == []

    @pytest.mark.parametrize(
        ("command", "codes"),
        [
            ("uvicorn app:app --host 127.0.0.1 --port 8000", ["CL501"]),
            ("uvicorn app:app --host 0.0.0.0 --port 8000", []),
            ("uvicorn app:app --host 127.0.0.1 --port 9000", []),
        ],
    )
    def test_a_command_that_listens_on_loopback(self, command: str, codes: list[str]) -> None:
        web = client(f"    command: {command}\n    ports: ['127.0.0.1:8000:8000']\n", "web")
        caller = client("    environment:\n      WEB_URL: http://web:8000/\n", "caller")
        report = forecast_of(services(web + caller))
        assert sorted({f.code for f in report.findings}) == codes

    def test_a_variable_may_not_decide_where_it_listens(self) -> None:
        web = client(
            "    environment:\n      HOST: 127.0.0.1\n      PORT: 8000\n"
            "    ports: ['127.0.0.1:8000:8000']\n"
        )
        assert codes_of(services(web)) == []

    def test_an_internal_network_publishes_nothing(self) -> None:
        db = f"{DB.rstrip()}\n    ports: ['127.0.0.1:5432:5432']\n    networks: [back]\n"
        nets = "networks:\n  back: {internal: true}\n  front:\n"
        assert codes_of(services(db) + nets) == ["CL302"]
        assert codes_of(services(db.replace("[back]", "[back, front]")) + nets) == []

    def test_host_mode_ignores_ports(self) -> None:
        web = client("    network_mode: host\n    ports: ['8080:80']\n", "web")
        assert codes_of(services(web)) == ["CL304"]
        assert codes_of(services(web.replace("8080:80", "80:80"))) == []

    def test_a_published_database(self) -> None:
        db = f"{DB.rstrip()}\n    ports: ['5432:5432']\n"
        (found,) = forecast_of(services(db)).findings
        assert (found.code, found.severity) == ("CL611", "warning")
        assert codes_of(services(db.replace("5432:5432", "127.0.0.1:5432:5432"))) == []


class TestValues:
    def test_the_browser_is_given_a_service_name(self) -> None:
        web = client("    environment:\n      VITE_API_URL: http://api:8000/\n", "web")
        api = client("    ports: ['127.0.0.1:8000:8000']\n", "api")
        assert codes_of(services(web + api)) == ["CL408"]
        assert codes_of(services(web.replace("VITE_API_URL", "API_URL") + api)) == []

    def test_quotes_that_belong_to_the_value(self) -> None:
        quoted = client("    environment:\n      - REDIS_URL='redis://cache:6379'\n")
        cache = "  cache:\n    image: redis\n"
        assert codes_of(services(cache + quoted)) == ["CL417"]

    def test_a_setting_of_a_file_may_be_read_as_yaml(self) -> None:
        quoted = client('    environment:\n      - output.elasticsearch.hosts="http://es:9200"\n')
        es = "  es:\n    image: elasticsearch:8.0.0\n"
        assert codes_of(services(es + quoted)) == []

    def test_a_variable_that_a_shell_may_set(self) -> None:
        text = services(DB + calls("postgres://u@${DB_HOST}:5432/x"))
        assert codes_of(text) == []
        assert codes_of(text, {".env": "DB_HOST=localhost\n"}) == ["CL401"]

    def test_a_port_that_a_shell_may_set(self) -> None:
        db = f"{DB.rstrip()}\n    ports: ['127.0.0.1:15432:5432']\n"
        text = services(db + calls("postgres://u@db:${DB_PORT}/x"))
        assert codes_of(text) == []
        assert codes_of(text, {".env": "DB_PORT=15432\n"}) == ["CL604"]

    def test_an_address_of_another_machine_is_nobodys_business(self) -> None:
        report = forecast_of(services(calls("postgres://u@db.example.com:5432/x")))
        assert report.attempts == ()


def test_why_only_a_run_can_tell_is_said() -> None:
    text = services(DB + calls("postgres://u@db:5432/x"))
    assert reasons_of(text) == {
        "service:api db:5432": "nothing in the files speaks against it;"
        " only a run can tell whether it works"
    }
    assert forecast_of(text).verdict == "inconclusive"


class TestNetworksThatKeepApart:
    NETS = (
        "networks:\n  shut: {driver_opts: {com.docker.network.bridge.enable_icc: 'false'}}\n"
        "  open:\n"
    )

    def text(self, client_on: str, server_on: str = "[shut]", nets: str = NETS) -> str:
        db = f"{DB.rstrip()}\n    networks: {server_on}\n"
        api = calls("postgres://u@db:5432/x", more=f"    networks: {client_on}\n")
        return services(db + api) + nets

    def test_both_are_on_it_alone(self) -> None:
        report = forecast_of(self.text("[shut]"))
        (found,) = report.findings
        assert (found.code, found.outcome, found.basis) == ("CL307", "timed-out", "predicted")
        assert codes_of(self.text("[shut, open]")) == ["CL307"]

    def test_another_network_of_both_may_be_the_one_that_is_called(self) -> None:
        assert codes_of(self.text("[shut, open]", "[shut, open]")) == []
        assert codes_of(self.text("[open]", "[shut, open]")) == []

    def test_other_options_and_drivers(self) -> None:
        assert codes_of(self.text("[shut]", nets=self.NETS.replace("'false'", "'true'"))) == []
        lan = self.NETS.replace("{driver_opts", "{driver: macvlan, driver_opts")
        assert codes_of(self.text("[shut]", nets=lan)) == []

    def test_neighbours_in_one_namespace_need_no_network(self) -> None:
        text = self.text("[shut]").replace("    networks: [shut]\nnetworks", "networks")
        own = text.replace("image: example/api", "image: example/api\n    network_mode: service:db")
        assert codes_of(own) == []


BOTH = """\
services:
  web:
    image: nginx
    ports: ["8080:80"]
"""


def beside(*ports: str, override: bool = False) -> dict[str, str]:
    mark = "!override " if override else ""
    items = ", ".join(f'"{each}"' for each in ports)
    return {"compose.override.yaml": f"services:\n  web:\n    ports: {mark}[{items}]\n"}


@pytest.mark.parametrize("more", ["127.0.0.1:8080:80", "0.0.0.0:8080:80", "10.0.0.5:8080:80"])
def test_lists_of_ports_that_were_merged_and_ask_for_one_twice(more: str) -> None:
    report = forecast_of(BOTH, beside(more))
    (found,) = report.causes
    assert (found.code, found.address.rpartition(":")[2]) == ("CL609", "8080")
    assert found.location is not None
    assert found.location.file == "compose.override.yaml"
    assert {a.outcome for a in report.attempts} == {"refused"}


@pytest.mark.parametrize(
    "files",
    [
        beside("8080:80"),
        beside("127.0.0.1:8081:80"),
        beside("127.0.0.1:8080:443"),
        beside("8080:80/udp"),
        beside("[::1]:8080:80"),
        beside("127.0.0.1:8080:80", override=True),
        {},
    ],
    ids=["the same", "another port", "of another", "udp", "ipv6", "replaced", "one file"],
)
def test_lists_of_ports_that_can_both_be_had_or_are_one(files: dict[str, str]) -> None:
    assert "CL609" not in codes_of(BOTH, files)
    assert not [a for a in forecast_of(BOTH, files).attempts if a.outcome == "refused"]


def test_whether_it_is_created_at_all_only_a_run_can_tell() -> None:
    optional = BOTH + "    profiles: [debug]\n"
    assert "CL609" not in codes_of(optional, beside("127.0.0.1:8080:80"))
    host = BOTH + "    network_mode: host\n"
    assert "CL609" not in codes_of(host, beside("127.0.0.1:8080:80"))
    other = BOTH + '  api:\n    image: nginx\n    ports: ["8080:80"]\n'
    assert "CL609" not in codes_of(other, beside("127.0.0.1:8080:80"))


WEB = """
  web:
    image: example/web
    ports: ['127.0.0.1:8000:8000']
"""
TO_DB = calls("postgres://u@db:5432/x")
FRONT = "    networks: [front]\n"
APART = "networks:\n  front:\n  back:\n"
BACK_DB = f"{DB}    networks: [back]\n"
PUBLISHED = "host 127.0.0.1:8000"


def outcomes_of(text: str) -> dict[str, tuple[str, str]]:
    return {
        f"{a.vantage} {a.address}": (str(a.outcome), a.reason or "")
        for a in forecast_of(text).attempts
    }


@pytest.mark.parametrize(
    ("text", "call", "why"),
    [
        (services(WEB), PUBLISHED, "nothing in the files speaks against it"),
        (services(WEB + "    network_mode: host\n"), PUBLISHED, "nothing in the files speaks"),
        (services(WEB + "    profiles: [dev]\n"), PUBLISHED, "web is created only where"),
        (services(WEB + "    network_mode: other_net\n"), PUBLISHED, "its network_mode: names"),
        (
            services(WEB + client("    ports: ['127.0.0.2:8000:80']\n", "other")),
            PUBLISHED,
            "only a run can tell what has this port of the machine",
        ),
        (
            services(WEB + client("    environment:\n      VITE_API_URL: http://localhost:8000\n")),
            "host localhost:8000",
            "only a run can tell what has this port of the machine",
        ),
        (services(DB + TO_DB) + "include: [gone.yaml]\n", "service:api db:5432", "not all files"),
        (
            services(DB + client("    healthcheck:\n      test: pg_isready -h localhost\n")),
            "service:api localhost:5432",
            "only a run can tell what listens in it",
        ),
        (
            services(
                client("    networks: {default: {aliases: [db]}}\n", "one", "postgres")
                + client("    networks: {default: {aliases: [db]}}\n", "two", "postgres")
                + TO_DB
            ),
            "service:api db:5432",
            "several services have this name",
        ),
        (
            services(DB + "    profiles: [dev]\n" + TO_DB),
            "service:api db:5432",
            "db is created only where the profile dev is enabled",
        ),
        (
            services(BACK_DB + "    profiles: [dev]\n" + TO_DB + FRONT) + APART,
            "service:api db:5432",
            "db is created only where the profile dev is enabled",
        ),
        (
            services(DB + "    dns: 10.0.0.53\n" + TO_DB),
            "service:api db:5432",
            "a mount or dns: decides",
        ),
        (
            services(BACK_DB + TO_DB + FRONT + "    extra_hosts: ['DB:::1']\n") + APART,
            "service:api db:5432",
            "an extra_hosts line gives it this name",
        ),
        (
            services(
                BACK_DB
                + calls("postgres://u@DB.:5432/x")
                + FRONT
                + "    extra_hosts: ['db:10.0.0.5']\n"
            )
            + APART,
            "service:api DB.:5432",
            "an extra_hosts line gives it this name",
        ),
        (
            services(BACK_DB + TO_DB + FRONT + "    hostname: DB\n") + APART,
            "service:api db:5432",
            "it is its own hostname",
        ),
        (
            services(client("    scale: 0\n", "DB", "postgres") + TO_DB),
            "service:api db:5432",
            "the service has no replicas",
        ),
    ],
    ids=["published", "host mode", "profile", "another network", "on two addresses", "a browser's",
         "a missing file", "a check", "an alias of two", "called in a profile",
         "apart in a profile", "the server's own resolver", "extra_hosts",
         "extra_hosts in lower case",
         "its hostname", "no replicas"],
)  # fmt: skip
def test_what_only_a_run_can_tell_and_why(text: str, call: str, why: str) -> None:
    outcome, reason = outcomes_of(text)[call]
    assert outcome == "not-tried"
    assert reason.startswith(why)


@pytest.mark.parametrize(
    ("text", "call", "outcome", "why"),
    [
        (
            services(DB + TO_DB + "    network_mode: none\n"),
            "service:api db:5432",
            "name-server-failed",
            "it has no network",
        ),
        (
            services(BACK_DB + calls("postgres://u@DB.:5432/x") + FRONT) + APART,
            "service:api DB.:5432",
            "name-not-found",
            "no network that it is on has this name",
        ),
        (
            services(WEB + "    command: serve --host 127.0.0.1 --port 8000\n"),
            PUBLISHED,
            "accepted-then-closed",
            "its server listens on its own loopback only",
        ),
        (
            services(
                WEB
                + "    command: serve --host 127.0.0.1 --port 8000\n"
                + client("    environment:\n      WEB_URL: http://web:8000\n")
            ),
            "service:api web:8000",
            "refused",
            "its server listens on its own loopback only",
        ),
        (
            services(WEB + "    network_mode: none\n"),
            PUBLISHED,
            "refused",
            "the engine cannot publish this port",
        ),
        (
            services(WEB + "    network_mode: service:net\n" + client("", "net")),
            PUBLISHED,
            "refused",
            "the engine cannot publish this port",
        ),
    ],
    ids=["no network", "upper case", "loopback, published", "loopback, by name",
         "published, no network",
         "published, another's network"],
)  # fmt: skip
def test_what_is_sure_to_fail_and_how(text: str, call: str, outcome: str, why: str) -> None:
    assert outcomes_of(text)[call] == (outcome, why)


def test_a_setting_of_a_file_without_quotes_is_as_it_is_written() -> None:
    es = "  es:\n    image: elasticsearch:8.0.0\n    networks: [back]\n"
    beat = client("    environment:\n      - output.elasticsearch.hosts=http://es:9200\n") + FRONT
    assert codes_of(services(es + beat) + APART) == ["CL301"]
