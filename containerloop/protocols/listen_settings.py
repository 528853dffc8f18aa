"""How each well-known program of a machine is told on which addresses to listen. Pure data.

From the programs' own documentation. What a socket tells of its program is the process's name,
and that of an interpreter (node, python3) is many programs': there the port tells which one usually
has it, and it is named as a possibility.
"""

from __future__ import annotations

import re

from containerloop.facts import Value


class ListenSetting(Value, frozen=True):
    """A program with its own setting; `{address}` and `{port}` stand for what to listen on.

    `processes` are names of its own, `run_by` names that are others' as well; `ports` are those
    that it has unless told otherwise. Where it takes several addresses, its setting keeps the
    loopback; `narrow` is false where it knows only all addresses or none but loopback.
    `everywhere` is the setting for all addresses where that is more than `0.0.0.0` for the address.
    """

    program: str
    setting: str
    processes: tuple[str, ...] = ()
    run_by: tuple[str, ...] = ()
    ports: tuple[int, ...] = ()
    narrow: bool = True
    everywhere: str = ""

    def at(self, address: str, port: int) -> str:
        """The setting for one address."""
        return self.setting.format(address=address, port=port)

    def beyond_loopback(self, port: int) -> str:
        """The setting for all addresses: which ones there are differs by machine."""
        return self.everywhere or self.at("0.0.0.0", port)


_NODE, _PYTHON = ("node", "bun", "deno"), ("python", "python3", "uvicorn", "gunicorn")

SETTINGS = (
    ListenSetting("Ollama", "OLLAMA_HOST={address}:{port}", ("ollama",), (), (11434,)),
    ListenSetting(
        "LM Studio",
        '"Serve on Local Network" in its server settings, which means all addresses',
        ("lm-studio", "LM Studio", "lms", "llmster"), (), (1234,), narrow=False,
        everywhere='"Serve on Local Network" in its server settings',
    ),
    ListenSetting("vLLM", "vllm serve … --host {address}", ("vllm",), _PYTHON, (8000,)),
    ListenSetting("llama.cpp", "llama-server --host {address}", ("llama-server",), (), (8080,)),
    ListenSetting(
        "PostgreSQL", "listen_addresses = 'localhost,{address}' in postgresql.conf, and a line for"
        " the container's network in pg_hba.conf", ("postgres", "postmaster"), (), (5432,),
        everywhere="listen_addresses = '*' in postgresql.conf, and a line for the container's"
        " network in pg_hba.conf",
    ),
    ListenSetting(
        "MySQL", "bind-address = 127.0.0.1,{address} in my.cnf", ("mysqld", "mariadbd"), (),
        (3306,), everywhere="bind-address = 0.0.0.0 in my.cnf",
    ),
    ListenSetting(
        "Redis", "bind 127.0.0.1 {address} in redis.conf", ("redis-server", "valkey-server"), (),
        (6379,), everywhere="bind 0.0.0.0 and requirepass in redis.conf",
    ),
    ListenSetting(
        "MongoDB", "net.bindIp: 127.0.0.1,{address} in mongod.conf", ("mongod",), (), (27017,),
        everywhere="net.bindIp: 0.0.0.0 in mongod.conf",
    ),
    ListenSetting("Vite", "vite --host {address}", ("vite",), _NODE, (5173, 4173)),
    ListenSetting("Next.js", "next dev -H {address}", ("next-server",), _NODE, (3000,)),
    ListenSetting("webpack", "webpack serve --host {address}", ("webpack",), _NODE, (8080,)),
    ListenSetting("Django", "manage.py runserver {address}:{port}", (), _PYTHON, (8000,)),
    ListenSetting("Flask", "flask run --host {address}", ("flask",), _PYTHON, (5000,)),
    ListenSetting("Rails", "bin/rails server -b {address}", ("puma", "rails"), ("ruby",), (3000,)),
    ListenSetting("Spring Boot", "server.address={address}", (), ("java",), (8080,)),
    ListenSetting(
        "an IDE that waits for Xdebug", 'its "hostname" setting: {address} (launch.json)',
        ("phpstorm",), ("code", "java", "node"), (9003, 9000),
        everywhere='"hostname": "0.0.0.0" in launch.json',
    ),
    ListenSetting(
        "an MCP server", 'host="{address}" (Python SDK), or its --host option',
        ("mcp",), (*_NODE, *_PYTHON), (8000, 3001, 6277),
    ),
    ListenSetting(
        "X11 forwarding of sshd", "X11UseLocalhost no in sshd_config, which means all addresses",
        ("sshd", "sshd-session"), (), tuple(range(6010, 6020)), narrow=False,
    ),
    ListenSetting(
        "an X server", "start it with -listen tcp", ("Xorg", "Xwayland", "X"), (), (6000, 6001),
        narrow=False,
    ),
)  # fmt: skip

ON_EVERY_ADDRESS = {
    "mqtt": "Mosquitto: listener {port} in mosquitto.conf, with allow_anonymous true or a"
    " password_file",
    "postgresql": "PostgreSQL: listen_addresses = '*' in postgresql.conf, and a line for the"
    " containers' network in pg_hba.conf",
    "mysql": "MySQL: bind-address = * in my.cnf",
    "redis": "Redis: bind * in redis.conf, with a password or protected-mode no",
    "mongodb": "MongoDB: net.bindIpAll: true in mongod.conf",
    "memcached": "memcached: without -l",
}
"""How a server in a container is told to listen on all of its addresses, by its protocol."""

MOST = 3
"""How many programs are named where the process leaves it open."""


def settings_of(process: str | None, port: int) -> tuple[ListenSetting, ...]:
    """The settings that the process's own name tells; else those that it and its port may mean.

    Without a name (another user's socket) the port alone tells, of programs that run under none
    but their own.
    """
    name = _bare(process or "")
    own = [s for s in SETTINGS if name in s.processes]
    if own:
        return tuple(s for s in own if port in s.ports) or tuple(own[:1])
    at_port = (s for s in SETTINGS if port in s.ports)
    if not name:
        return tuple(s for s in at_port if s.processes and not s.run_by)[:MOST]
    return tuple(s for s in at_port if name in map(_bare, s.run_by))[:MOST]


def usual_at(port: int) -> ListenSetting | None:
    """The program that usually has the port; None where it may as well be another."""
    found = [s for s in SETTINGS if port in s.ports]
    return found[0] if len(found) == 1 else None


def _bare(process: str) -> str:
    """A process's name without its version: python3.11 is python."""
    return re.sub(r"[\d.]+\Z", "", process)
