"""The servers behind a proxy whose configuration stands in the compose file itself. Pure.

`configs:` with `content:` is written into the container; nothing is mounted for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from containerloop.facts import Upstream
from containerloop.survey.compose.yaml_tree import Mapping, Scalar, Tree
from containerloop.survey.proxies.find_upstreams import find_upstreams
from containerloop.survey.references.traced_text import Source


def inline_upstreams(
    service: str, effective: dict[str, Any], configs: Tree | None
) -> tuple[Upstream, ...]:
    """What the texts that a service takes from the top-level `configs:` pass requests on to."""
    sources = list(_sources(effective.get("configs"), configs))
    return find_upstreams(sources, f"services.{service}.configs")


def _sources(taken: Any, configs: Tree | None) -> Iterator[Source]:
    """Each text, where it stands in its file."""
    there = configs.values if isinstance(configs, Mapping) else {}
    for each in taken if isinstance(taken, list) else ():
        tree = there.get(str(each.get("source") if isinstance(each, dict) else each))
        content = tree.values.get("content") if isinstance(tree, Mapping) else None
        if isinstance(content, Scalar) and content.text is not None:
            yield _in_its_file(content)


def _in_its_file(content: Scalar) -> Source:
    """The file with nothing in it but the text, which keeps its lines and columns.

    One that is not written as a block has no lines of its own in the file.
    """
    file = content.source
    block = file.text[content.start : content.end]
    if not block.startswith(("|", ">")):
        return Source(content.text or "", None, "proxy")
    header, _, lines = block.partition("\n")
    before = _blank(file.text[: content.start] + header)
    return Source(f"{before}\n{lines}", file.file, "proxy")


def _blank(text: str) -> str:
    return "".join("\n" if character == "\n" else " " for character in text)
