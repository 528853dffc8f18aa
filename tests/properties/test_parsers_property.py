"""Any text at all, for each reader of text from outside: a value, or the error it promises."""

from __future__ import annotations

import struct
from pathlib import Path

import msgspec
from hypothesis import example, given
from hypothesis import strategies as st

from containerloop.errors import ComposeFileInvalid, UsageError
from containerloop.facts import Listener, Project, Question, Transport, Unobserved
from containerloop.facts.parsers import procnet
from containerloop.observe import namespace_files
from containerloop.observe.probe.records import Content
from containerloop.question import parse_target
from containerloop.survey.compose.project import read_project
from tests.support.properties import SLOW, one_sentence

# ---------------------------------------------------------------- targets

PIECES = st.sampled_from(
    [
        "5432",
        "0",
        "65536",
        "-1",
        "/udp",
        "/tcp",
        ":",
        "[",
        "]",
        "::1",
        "localhost",
        "db",
        "@",
        "//",
        "http",
        "postgres",
        "%",
        " ",
        "\x00",
        "\x1b[31m",
        "é",
        "٣",
        ".",
        "?",
        "#",
        "🐳",
        "\u202e",
    ]
)
TARGETS = st.one_of(st.text(), st.lists(PIECES, max_size=8).map("".join))


@given(TARGETS)
@example("http://[::1")
@example("٣٤")
@SLOW
def test_a_target_is_a_question_or_a_usage_error(text: str) -> None:
    try:
        question = parse_target(text)
    except UsageError as error:
        one_sentence(error)
        return
    assert isinstance(question, Question)
    assert 1 <= question.port <= 65535 or (question.host and question.port == 0)
    again = msgspec.json.decode(msgspec.json.encode(question), type=Question)
    assert again == question


# ---------------------------------------------------------------- compose files

LINES = st.sampled_from(
    [
        "services:",
        "  db:",
        "    image: x",
        "    ports: [5432]",
        "    ports: ['1-3:4-6']",
        "  - a",
        "    environment: {A: 'postgres://u@h:1/x'}",
        "    environment: [A=1, B]",
        "&a",
        "*a",
        "<<: *a",
        "name: x",
        "networks: {a: , b: {}}",
        "    networks: [a]",
        "    depends_on: {a: 1}",
        "!!binary x",
        "    env_file: .env",
        "    command: [",
        "]",
        "{",
        "}",
        "? :",
        "---",
        "...",
        "\t",
        "    build: .",
        "    network_mode: 'service:db'",
        "    expose: [a, 1]",
        "    extra_hosts: 5",
        "x: !reset null",
        "services: 5",
        "services: [1]",
        "    ports: {a: b}",
        "    healthcheck: 1",
        "${A:-$B}",
        "include: 1",
        "    environment: 7",
        "  5: {}",
        "  null: {}",
        "    extends: x",
        "    environment: {A: [1]}",
    ]
)
LAUGHS = "x0: &x0 [a, a]\n" + "".join(
    f"x{n}: &x{n} [*x{n - 1}, *x{n - 1}, *x{n - 1}, *x{n - 1}]\n" for n in range(1, 40)
)
FILES = st.one_of(st.text(), st.binary(), st.lists(LINES, max_size=12).map("\n".join))


@given(FILES)
@example("services:\n  a: &a\n    <<: *a\n")
@example("a: &a [*a]\nservices: *a\n")
@example("services: " + "[" * 1000)
@example(LAUGHS)
@example("services: {a: {ports: {x: y}}}")
@example("services: " + "{a: " * 3000)
@SLOW
def test_a_compose_file_is_a_project_or_is_called_invalid(
    tmp_path: Path, text: str | bytes
) -> None:
    file = tmp_path / "compose.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode(errors="surrogatepass"))
    try:
        project = read_project(tmp_path, environ={})
    except ComposeFileInvalid as error:
        one_sentence(error, "compose.yaml")
        return
    assert isinstance(project, Project)
    assert msgspec.json.decode(msgspec.json.encode(project), type=Project) == project


# ---------------------------------------------------------------- what a probe shows

HEX = "0123456789ABCDEF"
ADDRESSES = st.one_of(
    st.text(HEX, min_size=8, max_size=8),
    st.text(HEX, min_size=32, max_size=32),
    st.text(max_size=9),
)
ENDS = st.builds("{}:{}".format, ADDRESSES, st.text(HEX, min_size=4, max_size=4))
WORDS = st.one_of(
    st.text(max_size=12), st.sampled_from(["0A", "02", "07", "0:0", "00000000:00000001"])
)
ROWS = st.builds(
    lambda own, other, state, rest: " ".join(["0:", own, other, state, *rest]),
    ENDS,
    ENDS,
    st.sampled_from(["0A", "02", "07", "01", "zz"]),
    st.lists(WORDS, max_size=9),
)
TABLES = st.one_of(
    st.text(), st.lists(ROWS, max_size=6).map(lambda rows: "\n".join(["heading", *rows]))
)


@given(TABLES)
@SLOW
def test_a_table_of_sockets_is_known_or_not(text: str) -> None:
    shown = Content(content=text.encode(errors="replace"), errno=0, cut=False)
    contents = dict.fromkeys(range(len(namespace_files.FILES)), shown)
    texts = namespace_files.texts(contents)
    found = namespace_files.listeners(texts)
    assert isinstance(found, Unobserved) or all(isinstance(each, Listener) for each in found)
    for parse in (procnet.dialling, procnet.hosts, procnet.name_servers, procnet.routes):
        known = namespace_files.parsed(texts["tcp"], parse)
        assert isinstance(known, Unobserved | tuple)


@given(st.integers(0, 2**32 - 1), st.integers(0, 65535))
def test_a_row_that_the_kernel_writes_is_read(address: int, port: int) -> None:
    raw = struct.pack("<I", address)
    own = f"{int.from_bytes(raw, 'little'):08X}:{port:04X}"
    row = f"  0: {own} 00000000:0000 0A 00000000:00000003 00:00000000 0 0 0 1 1 0 100 0 0 10 0"
    found = procnet.listeners(f"heading\n{row}\n", Transport.TCP)
    shown = ".".join(str(byte) for byte in raw)
    expected = () if shown == procnet.DOCKER_RESOLVER else ((shown, port, 3),)
    assert tuple((each.address, each.port, each.queue) for each in found) == expected
