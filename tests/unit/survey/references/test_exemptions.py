"""NO_PROXY as it is read from an environment, and what of it may be kept."""

import pytest

from containerloop.survey.references.exemptions import exemptions
from containerloop.survey.references.traced_text import Source, at, untraced

LINE = "      NO_PROXY: localhost,127.0.0.1"


def test_both_spellings_are_read_and_no_other() -> None:
    values = {k: untraced("db") for k in ("NO_PROXY", "no_proxy", "No_Proxy", "HTTP_PROXY")}
    assert [e.key for e in exemptions(values)] == ["no_proxy", "NO_PROXY"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("localhost, .local,10.0.0.0/8", "localhost, .local,10.0.0.0/8"),
        ("*.corp,[::1],db:5432", "*.corp,[::1],db:5432"),
        ("db,p@ss=w$rd", "db,***"),
        ("", ""),
    ],
)
def test_what_is_no_host_is_not_kept(text: str, kept: str) -> None:
    (found,) = exemptions({"NO_PROXY": untraced(text)})
    assert (found.text, found.last) == (kept, None)


def test_the_last_character_stands_where_the_file_has_it() -> None:
    source = Source(LINE, "compose.yaml")
    (found,) = exemptions({"NO_PROXY": at(source, 16, len(LINE))}, "services.api.")
    assert found.last is not None
    assert found.last.text == LINE
    assert (found.last.start, found.last.end) == (len(LINE) - 1, len(LINE))
    assert found.last.place.key == "services.api.environment.NO_PROXY"
    assert (found.last.place.file, found.last.place.line) == ("compose.yaml", 1)


def test_a_line_with_something_hidden_in_it_has_no_place() -> None:
    source = Source("      NO_PROXY: db,p$ss", "compose.yaml")
    (found,) = exemptions({"NO_PROXY": at(source, 16, len(source.text))})
    assert found.last is None
