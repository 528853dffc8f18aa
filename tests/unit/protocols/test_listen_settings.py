"""Each program's own setting for what it listens on."""

import pytest

from containerloop.protocols.listen_settings import MOST, SETTINGS, settings_of, usual_at


def told(process: str | None, port: int) -> list[str]:
    return [s.program for s in settings_of(process, port)]


@pytest.mark.parametrize(
    ("process", "port", "programs"),
    [
        ("ollama", 11434, ["Ollama"]),
        ("ollama", 4000, ["Ollama"]),
        ("llama-server", 9999, ["llama.cpp"]),
        ("postgres", 5433, ["PostgreSQL"]),
        ("mariadbd", 3306, ["MySQL"]),
        ("mongod", 27017, ["MongoDB"]),
        ("node", 5173, ["Vite"]),
        ("node", 3000, ["Next.js"]),
        ("ruby", 3000, ["Rails"]),
        ("java", 8080, ["Spring Boot"]),
        ("node", 8080, ["webpack"]),
        ("python3", 5000, ["Flask"]),
        ("python3.11", 8000, ["vLLM", "Django", "an MCP server"]),
        ("sshd", 6010, ["X11 forwarding of sshd"]),
        (None, 11434, ["Ollama"]),
        (None, 5432, ["PostgreSQL"]),
        (None, 3000, []),
        ("nginx", 8080, []),
        ("node", 12345, []),
        ("postgres-exporter", 9187, []),
    ],
)
def test_the_process_tells_and_else_the_port(
    process: str | None, port: int, programs: list[str]
) -> None:
    assert told(process, port) == programs


def test_the_narrowest_address_stands_in_each_that_can_take_one() -> None:
    for each in SETTINGS:
        said = each.at("172.17.0.1", 4321)
        assert ("172.17.0.1" in said) is each.narrow
        assert "0.0.0.0" not in said
        assert "{" not in said
        assert each.narrow or "all addresses" in said or "-listen tcp" in said


def test_never_more_than_a_few_are_named() -> None:
    ports = {port for each in SETTINGS for port in each.ports}
    names = {name for each in SETTINGS for name in (*each.processes, *each.run_by, None)}
    assert all(len(settings_of(name, port)) <= MOST for name in names for port in ports)


@pytest.mark.parametrize(
    ("port", "program"),
    [(11434, "Ollama"), (5173, "Vite"), (9003, "an IDE that waits for Xdebug"), (8000, None),
     (3000, None), (12345, None)],
)  # fmt: skip
def test_a_port_that_several_have_tells_of_none(port: int, program: str | None) -> None:
    usual = usual_at(port)
    assert (usual.program if usual else None) == program


def test_all_addresses_are_asked_for_in_each_programs_own_way() -> None:
    for each in SETTINGS:
        said = each.beyond_loopback(4321)
        assert "{" not in said
        assert "127.0.0.1" not in said
        assert "localhost" not in said
