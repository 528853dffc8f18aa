"""Several compose files as one tree, and list forms as mappings, as compose does it. Pure."""

from __future__ import annotations

from containerloop.survey.compose.reading_limits import within_limits
from containerloop.survey.compose.yaml_tree import Mapping, Scalar, Sequence, Tree

_APPENDED = frozenset(
    {"ports", "expose", "dns", "dns_search", "tmpfs", "volumes", "external_links", "profiles"}
    | {"devices", "cap_add", "cap_drop", "security_opt", "env_file", "secrets", "configs"}
)
_AS_MAPPING = {
    "environment": "=",
    "labels": "=",
    "extra_hosts": "=:",
    "depends_on": "",
    "networks": "",
}


def merged(base: Tree, over: Tree, key: str = "") -> Tree:
    """Two files' trees as compose merges them: the later wins, lists of ports add up."""
    within_limits()
    if getattr(over, "replaces", False) or getattr(over, "resets", False):
        return over
    base, over = as_mapping(base, key), as_mapping(over, key)
    if isinstance(base, Mapping) and isinstance(over, Mapping):
        values = dict(base.values)
        for name, value in over.values.items():
            values[name] = merged(values[name], value, name) if name in values else value
        return Mapping(values, {**base.keys, **over.keys})
    if isinstance(base, Sequence) and isinstance(over, Sequence) and key in _APPENDED:
        return Sequence((*base.items, *over.items))
    return base if isinstance(over, Scalar) and over.text is None else over


def as_mapping(tree: Tree, key: str) -> Tree:
    """The list form of `environment`, `networks`, … as a mapping; anything else as it is."""
    if not isinstance(tree, Sequence) or key not in _AS_MAPPING:
        return tree
    mapping = Mapping()
    for item in tree.items:
        if not isinstance(item, Scalar) or item.text is None:
            continue
        cuts = [item.text.find(c) for c in _AS_MAPPING[key] if c in item.text]
        cut = min(cuts, default=-1)
        name = item.text if cut < 0 else item.text[:cut]
        mapping.keys[name] = item
        mapping.values[name] = _after(item, cut)
    return mapping


def _after(item: Scalar, cut: int) -> Scalar:
    """The value of `KEY=value`; without `=` there is none."""
    text = item.text or ""
    marks = item.traced().marks
    if cut < 0:
        return Scalar(None, item.source, item.start, item.end)
    inside = marks and marks[0].source is item.source
    start = marks[cut].offset + 1 if inside else item.start
    return Scalar(text[cut + 1 :], item.source, start, item.end)
