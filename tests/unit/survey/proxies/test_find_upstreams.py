"""The servers that proxies' configurations name, each with its place and nothing secret."""

import pytest

from containerloop.facts import Upstream
from containerloop.survey.proxies.find_upstreams import find_upstreams
from containerloop.survey.references.traced_text import Source

Row = tuple[str | None, str, int, tuple[int, ...], str | None]


def found(text: str) -> tuple[Upstream, ...]:
    return find_upstreams([Source(text, "proxy.conf", "proxy")], "front")


def rows(text: str) -> list[Row]:
    return [
        (u.reference.scheme, u.reference.host, u.reference.port, u.ports, u.path)
        for u in found(text)
    ]


NGINX = """\
upstream backend {
    least_conn;
    server app1:3000 weight=5;   # the first
    server 172.18.0.9:3001 backup;
    server unix:/run/app.sock;
}
map $http_upgrade $connection_upgrade { default upgrade; '' close; }
server {
    listen 80 default_server; listen [::]:8080;
    set $up http://api:8000;
    set $name "web";
    location / { proxy_pass http://backend; }
    location /api/ { proxy_set_header Authorization "Basic c2VjcmV0"; proxy_pass $up; }
    location ^~ /w/ { proxy_pass https://$name:5000/base/; }
    location ~ \\.php$ {
        fastcgi_pass   127.0.0.1:9000;
        fastcgi_param  SCRIPT_FILENAME $document_root$fastcgi_script_name;
    }
    location = /x { proxy_pass http://user:hunter2@auth/; }
    location /u { proxy_pass http://${UNKNOWN}:80; }
    location /s { proxy_pass http://unix:/run/a.sock; }
    # location /old { proxy_pass http://old:1; }
    location @django { uwsgi_pass django:8001; }
    location /g { grpc_pass grpc://g:50051; }
}
"""


def test_nginx() -> None:
    both = (80, 8080)
    assert rows(NGINX) == [
        ("http", "app1", 3000, both, "/"),
        ("http", "172.18.0.9", 3001, both, "/"),
        ("http", "api", 8000, both, "/api/"),
        ("https", "web", 5000, both, "/w/"),
        ("fastcgi", "127.0.0.1", 9000, both, None),
        ("http", "auth", 80, both, "/x"),
        ("uwsgi", "django", 8001, both, None),
        ("grpc", "g", 50051, both, "/g"),
    ]


def test_an_address_stands_where_it_is_written_and_nothing_secret_is_kept() -> None:
    every = found(NGINX)
    kept = repr(every)
    assert "hunter2" not in kept
    assert "c2VjcmV0" not in kept
    php = every[4].reference
    assert php.host_part.text == "        fastcgi_pass   127.0.0.1:9000;"
    assert php.host_part.text[php.host_part.start : php.host_part.end] == "127.0.0.1"
    assert php.port_part is not None
    assert php.host_part.text[php.port_part.start : php.port_part.end] == "9000"
    place = php.host_part.place
    assert (place.file, place.line, place.key) == ("proxy.conf", 16, "front: fastcgi_pass")
    # the host of a variable stands where the variable is set
    assert every[3].reference.host_part.place.line == 11
    assert every[5].reference.host_part.text == "    location = /x { proxy_pass http://***@auth/; }"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "defaults\n  mode http\nfrontend web\n  bind *:80\n  use_backend api if { path /api }\n"
            "  default_backend app\nbackend app\n  # server no no:1\n  server s1 app:3000 check\n"
            "  server s2 app2:3000 ssl verify none\nbackend api\n  server s1 api:8000\n"
            "listen db\n  bind :5432\n  mode tcp\n  server pg db:5432\n  server old x:1 disabled\n",
            [
                ("http", "app", 3000, (80,), None),
                ("https", "app2", 3000, (80,), None),
                ("http", "api", 8000, (80,), None),
                (None, "db", 5432, (5432,), None),
            ],
        ),
        (
            ":80 {\n handle_path /api/* {\n  reverse_proxy api:8000 {\n   header_up Host {host}\n"
            "  }\n }\n reverse_proxy /ws/* ws:9000\n reverse_proxy {\n  to app:3000 app2:3000\n }\n"
            " php_fastcgi php:9000\n}\nshop.localhost {\n reverse_proxy {$BACKEND} http://web\n}\n",
            [
                ("http", "api", 8000, (80,), "/api/"),
                ("http", "ws", 9000, (80,), "/ws/"),
                ("http", "app", 3000, (80,), "/"),
                ("http", "app2", 3000, (80,), "/"),
                ("fastcgi", "php", 9000, (80,), "/"),
                ("http", "web", 80, (), "/"),
            ],
        ),
        (
            "<VirtualHost *:80>\nProxyPass /api http://api:8000/\nProxyPass /no !\n"
            'ProxyPass "/q" "http://q:81/" retry=0\n<FilesMatch \\.php$>\n'
            'SetHandler "proxy:fcgi://php:9000"\n</FilesMatch>\n</VirtualHost>\n'
            "RewriteRule ^/(.*) http://rw:3000/$1 [P,L]\nRewriteRule ^/o http://moved:1/ [R]\n"
            "<Proxy balancer://all>\nBalancerMember http://one:3000\n</Proxy>\n",
            [
                ("http", "api", 8000, (80,), "/api"),
                ("http", "q", 81, (80,), "/q"),
                ("fastcgi", "php", 9000, (80,), None),
                ("http", "rw", 3000, (), None),
                ("http", "one", 3000, (), None),
            ],
        ),
        (
            "http:\n  services:\n    app:\n      loadBalancer:\n        servers:\n"
            '          - url: "http://app:3000"\n          - {url: http://app2:3000}\n',
            [("http", "app", 3000, (), None), ("http", "app2", 3000, (), None)],
        ),
        (
            '[[http.services.app.loadBalancer.servers]]\n  url = "http://app:3000/"\n',
            [("http", "app", 3000, (), None)],
        ),
    ],
    ids=["haproxy", "caddy", "apache", "traefik", "traefik-toml"],
)
def test_others(text: str, expected: list[Row]) -> None:
    assert rows(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\0\x1b[31m{{{;;;}}}",
        "listen = 9000\npm = static\n",
        "server:\n  port: 3000\n  url: http://nobody:1\n",
        "[mysqld]\nbind-address = 0.0.0.0\n",
        "{" * 100_000,
        "proxy_pass ;" * 1000,
        "backend x\n" + "server\n" * 1000,
        "# proxy_pass http://app:3000;\n",
        "server {\n  set $up;\n  proxy_pass $up;\n  listen ;\n}\n",
        "upstream up { server ; }\nserver { location / { proxy_pass http://up; } }\n",
        "shop.example.test {\n  php_fastcgi unix//run/php/php-fpm.sock\n}\n",
        "to app:80\n# reverse_proxy\n",
        'SetHandler "proxy:unix:/run/php/php-fpm.sock|fcgi://localhost"\n',
        "ProxyPass / unix:/run/app.sock|http://127.0.0.1:8080/\n",
        "entryPoints:\n  web:\n    address: ':80'\n# loadBalancer\n",
        "app.set('trust proxy', true); // proxy_pass is nginx's\n",
    ],
)
def test_what_is_no_configuration_of_a_proxy_names_nothing(text: str) -> None:
    assert found(text) == ()


STREAM = """
stream {
    upstream pool { server db1:5432; server db2; }
    server { listen 5440; proxy_pass db:5432; }
    server { listen 5441; proxy_pass pool; }
    server { listen 5442; proxy_pass nothing; }
}
"""


def test_a_server_of_plain_connections_has_no_scheme_and_its_port_is_written() -> None:
    assert rows(STREAM) == [
        (None, "db", 5432, (5440,), "/"),
        (None, "db1", 5432, (5441,), "/"),
    ]


PGBOUNCER = """
[databases]
; old = host=gone port=1
app = host=db port=5433 dbname=app user=app password=hunter2
own = dbname=own
near = host=db
any: host=x port=1
* = port=5434 host='db2'
[pgbouncer]
listen_port = 6433
admin = host=nobody port=1
"""


def test_a_pool_of_connections_passes_on_to_its_databases() -> None:
    made = found(PGBOUNCER)
    assert [(u.reference.host, u.reference.port, u.ports) for u in made] == [
        ("db", 5433, (6433,)),
        ("db2", 5434, (6433,)),
    ]
    assert "hunter2" not in repr(made)
    assert found(PGBOUNCER.replace("[pgbouncer]", "[other]")) == ()
    assert found(PGBOUNCER.replace("listen_port = 6433", ""))[0].ports == (6432,)


def names(text: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(u.reference.host, u.names) for u in found(text)]


HAPROXY_BY_NAME = """
frontend public
    bind :80
    acl is_shop hdr(host) -i shop.example.test www.shop.example.test
    acl is_blog req.hdr(host),lower blog.example.test
    acl is_old hdr(host) -i old.example.test
    acl is_old path_beg /old
    use_backend shop if is_shop
    use_backend blog if is_blog
    use_backend blog if { hdr(host) -i news.example.test }
    use_backend old if is_old
    use_backend both if is_shop is_blog
    use_backend not if !is_shop
    use_backend twice if is_shop
    use_backend twice if { path /x }
    default_backend all
    use_backend all if is_shop
backend shop
    server a shop:80
backend blog
    server a blog:80
backend old
    server a old:80
backend both
    server a both:80
backend not
    server a not:80
backend twice
    server a twice:80
backend all
    server a all:80
listen own
    bind :81
    server a own:80
"""


def test_a_backend_of_haproxy_is_for_the_names_that_alone_lead_there() -> None:
    assert names(HAPROXY_BY_NAME) == [
        ("shop", ("shop.example.test", "www.shop.example.test")),
        ("blog", ("blog.example.test", "news.example.test")),
        ("old", ()),
        ("both", ()),
        ("not", ()),
        ("twice", ()),
        ("all", ()),
        ("own", ()),
    ]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("if { hdr(host) -i Shop.example.test }", ("shop.example.test",)),
        ('if { hdr(host) -i "shop.example.test" }', ("shop.example.test",)),
        ("if { hdr(host) -m str -i shop.example.test }", ("shop.example.test",)),
        ("if { hdr(host) -m end .example.test }", ()),
        ("if { hdr(host) -i shop.example.test } or is_internal", ()),
        ("if { hdr(host) -i shop.example.test } { path_beg /api }", ()),
        ("unless { hdr(host) -i shop.example.test }", ()),
        ("", ()),
    ],
)
def test_a_condition_of_haproxy_that_is_of_a_name_alone(
    condition: str, expected: tuple[str, ...]
) -> None:
    text = f"frontend f\n use_backend shop {condition}\nbackend shop\n server a app:80\n"
    assert names(text) == [("app", expected)]


def test_a_backend_that_a_second_frontend_uses_for_all_is_for_any_name() -> None:
    first = "frontend one\n bind :80\n use_backend shop if { hdr(host) -i shop.example.test }\n"
    backend = "backend shop\n server a app:80\n"
    assert names(first + backend) == [("app", ("shop.example.test",))]
    assert names(first + "frontend two\n bind :81\n use_backend shop\n" + backend) == [("app", ())]
    assert names(first + "listen two\n bind :81\n default_backend shop\n" + backend) == [
        ("app", ())
    ]


def test_a_backend_of_haproxy_is_behind_the_ports_of_its_own_frontends() -> None:
    text = (
        "frontend one\n bind :80\n bind-process 1:9\n default_backend a\n"
        "frontend two\n bind :81,:82\n use_backend b if { path /b }\n"
        "backend a\n server s a:1\nbackend b\n server s b:1\nbackend c\n server s c:1\n"
    )
    assert [(host, ports) for _, host, _, ports, _ in rows(text)] == [
        ("a", (80,)),
        ("b", (81, 82)),
        ("c", ()),
    ]


@pytest.mark.parametrize(
    ("defaults", "head", "scheme"),
    [
        ("", "listen a", None),
        ("defaults\n mode http\n", "listen a", "http"),
        ("listen web\n mode http\n", "listen a", None),
        ("defaults\n mode http\ndefaults\n mode tcp\n", "listen a", None),
        ("defaults\n mode http\ndefaults\n log global\n", "listen a", None),
        ("defaults web\n mode http\ndefaults raw\n mode tcp\n", "listen a from web", "http"),
        ("defaults web\n mode http\ndefaults more from web\n", "listen a", "http"),
        ("defaults\n mode\n", "listen a", None),
    ],
)
def test_a_server_is_spoken_to_in_the_mode_of_the_defaults_that_are_its_own(
    defaults: str, head: str, scheme: str | None
) -> None:
    """Each section of defaults forgets the one before it (HAProxy's manual, chapter 4)."""
    assert rows(f"{defaults}{head}\n server s app:5432\n")[0][0] == scheme


@pytest.mark.parametrize(
    "line",
    [
        "#server old old:1",
        "redirect prefix https://shop.example.test:8443",
        "server",
        "server s1",
        "server s1 app",  # without a port it is called at the port of its client's call
        "server s1 unix@/run/app.sock",
        "{}",
        "mode",
    ],
)
def test_a_line_of_haproxy_that_names_no_server_and_port(line: str) -> None:
    text = f"backend app\n {line}\n mode http\n server s2 app:3000\n"
    assert [row[1:3] for row in rows(text)] == [("app", 3000)]


def test_the_peers_of_haproxy_are_no_servers_of_its_clients() -> None:
    assert found("peers all\n server lb2 lb2:10000\n") == ()


def test_the_line_of_a_server_is_shown_without_its_comment() -> None:
    (made,) = found("backend app\n\tserver s1 app:3000 check # since May\n")
    assert made.reference.host_part.text == "\tserver s1 app:3000 check"


@pytest.mark.parametrize(
    ("site", "expected"),
    [
        ("shop.example.test", ("shop.example.test",)),
        ("http://Shop.example.test:2080", ("shop.example.test",)),
        ("shop.example.test, https://www.example.test", ("shop.example.test", "www.example.test")),
        (":2080", ()),
        ("http://", ()),
        ("shop.example.test, :2080", ()),
        ("shop.example.test,\n  www.example.test", ("shop.example.test", "www.example.test")),
        ("shop.example.test/api*", ()),
        ("*.example.test", ()),
        ("{$SITE}", ()),
    ],
)
def test_a_site_of_caddy_is_for_its_names(site: str, expected: tuple[str, ...]) -> None:
    assert names(f"{site} {{\n    reverse_proxy app:3000\n}}\n") == [("app", expected)]


NGINX_BY_NAME = """
server {
    listen 80; server_name Shop.example.test www.example.test;
    location / { proxy_pass http://a:1; }
}
server { listen 127.0.0.1; listen 8443; server_name _; location / { proxy_pass http://b:1; } }
server { listen 81; server_name blog.example.test ~^b; location / { proxy_pass http://c:1; } }
server { location / { proxy_pass http://d:1; } }
location / { proxy_pass http://e:1; }
"""


def test_a_server_of_nginx_is_for_its_own_names_and_ports() -> None:
    assert [(host, ports) for _, host, _, ports, _ in rows(NGINX_BY_NAME)] == [
        ("a", (80,)),
        ("b", (80, 8443)),
        ("c", (81,)),
        ("d", (80,)),
        ("e", ()),
    ]
    assert names(NGINX_BY_NAME) == [
        ("a", ("shop.example.test", "www.example.test")),
        ("b", ()),
        ("c", ()),
        ("d", ()),
        ("e", ()),
    ]


@pytest.mark.parametrize(
    ("passed_to", "scheme"),
    [("http://pool", "http"), ("https://pool", "https"), ("HTTPS://pool/x", "https")],
)
def test_a_group_of_nginx_is_spoken_to_as_its_user_says(passed_to: str, scheme: str) -> None:
    """Its servers have port 80 unless one is written, whatever the scheme (nginx's manual)."""
    text = f"upstream pool {{ server a; server b:1; }}\nserver {{ proxy_pass {passed_to}; }}\n"
    assert [row[:3] for row in rows(text)] == [(scheme, "a", 80), (scheme, "b", 1)]


@pytest.mark.parametrize(
    ("block", "path"),
    [
        ("reverse_proxy app:1", "/"),
        ("reverse_proxy * app:1", None),
        ("reverse_proxy @api app:1", None),
        ("reverse_proxy /api/* app:1", "/api/"),
        ("handle {\n reverse_proxy app:1\n}", None),
        ("handle @api {\n reverse_proxy app:1\n}", None),
        ("handle /api/* {\n reverse_proxy app:1\n}", "/api/"),
        ("route /api {\n reverse_proxy app:1\n}", "/api"),
        ("encode {\n reverse_proxy app:1\n}", "/"),
    ],
)
def test_for_which_paths_caddy_passes_on(block: str, path: str | None) -> None:
    assert [row[4] for row in rows(f"{{\n email a@b\n to x:1\n}}\n:80 {{\n{block}\n}}\n")] == [path]


def test_beside_a_socket_file_caddy_may_have_other_servers() -> None:
    text = ":80 {\n reverse_proxy unix//run/app.sock unix+h2c//run/b.sock app:3000\n}\n"
    assert [row[1:3] for row in rows(text)] == [("app", 3000)]


def test_a_single_site_of_caddy_needs_no_braces() -> None:
    assert rows(":80\nreverse_proxy app:3000\n") == [("http", "app", 3000, (), "/")]


def test_a_location_of_apache_is_for_its_path_up_to_its_end() -> None:
    text = (
        '<Location "/api">\n  ProxyPass http://api:8000/\n</Location>\n'
        "ProxyPassMatch ^/x http://x:1/\nProxyPass / http://web:1/\n"
    )
    assert [(row[1], row[4]) for row in rows(text)] == [("api", "/api"), ("x", None), ("web", "/")]


def test_several_files_are_read_each_as_what_it_is() -> None:
    texts = (
        "listen = 9000\n",
        PGBOUNCER,
        ":80\nreverse_proxy app:3000\n",
        "backend b\n server s b:1\n",
        "http:\n  services:\n    t:\n      loadBalancer:\n        servers:\n        - url: http://t:1\n",
    )
    for order in (texts, tuple(reversed(texts))):
        every = find_upstreams([Source(text, "proxy.conf", "proxy") for text in order], "front")
        assert {u.reference.host for u in every} == {"db", "db2", "app", "b", "t"}


TOKEN = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("backend a\n server s a:1 weight 5 inter 2s cookie " + TOKEN,
         " server s a:1 weight 5 inter 2s cookie ***"),
        (f"location /api {{ proxy_pass http://a:1/t/{TOKEN}; }}\n",
         "location /api { proxy_pass http://a:1***; }"),
        (f"location /{TOKEN} {{ proxy_pass http://a:1/t; }}\n", "*** proxy_pass http://a:1/t; }"),
        (f":80\nreverse_proxy /{TOKEN} a:1\n", "reverse_proxy *** a:1"),
        (":80\nreverse_proxy /api/* a:1\n", "reverse_proxy /api/* a:1"),
    ],
)  # fmt: skip
def test_of_a_line_nothing_is_shown_that_may_be_secret(text: str, shown: str) -> None:
    assert found(text)[0].reference.host_part.text == shown


@pytest.mark.parametrize(
    "text", [NGINX, STREAM, HAPROXY_BY_NAME, PGBOUNCER], ids=["nginx", "stream", "haproxy", "pool"]
)
def test_a_configuration_from_which_a_word_is_missing_is_read(text: str) -> None:
    pieces = text.split(" ")
    for number in range(len(pieces)):
        find_upstreams([Source(" ".join(pieces[:number] + pieces[number + 1 :]))], "front")


def test_a_configuration_of_a_megabyte_is_read_in_bounded_time() -> None:
    line = "location /a { proxy_pass http://app:3000; }\n"
    assert 0 < len(found(line * 20_000)) <= 40


def test_a_long_configuration_of_haproxy_is_read_in_bounded_time() -> None:
    fronts = "frontend f{0}\n bind :{0}\n use_backend b{0} if {{ hdr(host) -i h{0} }}\n"
    group = fronts + "backend b{0}\n server s app{0}:80\n"
    assert len(found("".join(group.format(number) for number in range(1, 600)))) == 40


@pytest.mark.parametrize(
    "text",
    [
        "upstream pages {\n server one:80;\n server backup:80 weight=2 backup;\n}\n"
        "server {\n location / { proxy_pass http://pages; }\n}\n",
        "listen web\n bind :80\n server one one:80 check\n server backup backup:80 check backup\n",
    ],
)
def test_a_spare_server_is_told_by_its_own_word(text: str) -> None:
    named = [(u.reference.host, u.spare) for u in found(text)]
    assert named == [("one", False), ("backup", True)]
