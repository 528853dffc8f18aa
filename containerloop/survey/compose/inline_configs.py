"""The servers behind a proxy whose configuration stands in the compose file itself. Pure.

`configs:` with `content:` is written into the container; nothing is mounted for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from containerloop.facts import Upstream
from containerloop.survey.compose.reading_limits import within_limits
from containerloop.survey.compose.yaml_tree import Mapping, Scalar, Tree
from containerloop.survey.proxies.find_upstreams import find_upstreams
from containerloop.survey.references.traced_text import Source

MOST_TEXTS = 16
"""Of one service; a proxy has a handful."""
MOST_CHARACTERS = 64 * 1024
"""Of one text."""


def inline_upstreams(
    service: str, effective: dict[str, Any], configs: Tree | None
) -> tuple[Upstream, ...]:
    """What the texts that a service takes from the top-level `configs:` pass requests on to."""
    sources = list(islice(_sources(effective.get("configs"), configs), MOST_TEXTS))
    return find_upstreams(sources, f"services.{service}.configs")


def _sources(taken: Any, configs: Tree | None) -> Iterator[Source]:
    """Each text, where it stands in its file."""
    there = configs.values if isinstance(configs, Mapping) else {}
    for each in taken if isinstance(taken, list) else ():
        tree = there.get(str(each.get("source") if isinstance(each, dict) else each))
        content = tree.values.get("content") if isinstance(tree, Mapping) else None
        within_limits()
        if isinstance(content, Scalar) and 0 < len(content.text or "") <= MOST_CHARACTERS:
            yield _in_its_file(content)


def _in_its_file(content: Scalar) -> Source:
    """The text on the lines that it has in its file, with nothing before it but their ends.

    One that is not written as a block has no lines of its own in the file.
    """
    file = content.source
    block = file.text[content.start : content.end]
    if not block.startswith(("|", ">")):
        return Source(content.text or "", None, "proxy")
    before = file.text.count("\n", 0, content.start) + 1
    return Source("\n" * before + block.partition("\n")[2], file.file, "proxy")
