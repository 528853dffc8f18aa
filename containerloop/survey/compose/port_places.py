"""Where the numbers of a service's `ports:` stand in its file. Pure.

Only places may live here; `publications` says what the items mean.
"""

from __future__ import annotations

from collections.abc import Iterator

from containerloop.facts import Part, Place, PortLine, Publication
from containerloop.survey.compose.interpolation import Lookup
from containerloop.survey.compose.ports import publications
from containerloop.survey.compose.yaml_tree import Mapping, Scalar, Sequence, expanded
from containerloop.survey.references.masking import MASK, part_of
from containerloop.survey.references.traced_text import Traced


def port_lines(
    name: str, service: Mapping, effective: tuple[Publication, ...], lookup: Lookup
) -> tuple[PortLine, ...]:
    """The items of the service's tree that publish one port each, as compose has it too.

    Raises `ComposeFileInvalid` where a required variable has no value.
    """
    tree = service.values.get("ports")
    items = tree.items if isinstance(tree, Sequence) else ()
    place = Place(where="ports", key=f"services.{name}.ports")
    found = []
    for item in items:
        lines = _long(item, place, lookup) if isinstance(item, Mapping) else ()
        lines = _short(item, place, lookup) if isinstance(item, Scalar) else lines
        found += [line for line in lines if line.publication in effective]
    return tuple(found)


def _short(item: Scalar, place: Place, lookup: Lookup) -> Iterator[PortLine]:
    value = expanded(item, lookup)
    numbers = value.text.partition("/")[0]
    inside = numbers.rfind(":") + 1
    outside = numbers.rfind(":", 0, max(inside - 1, 0)) + 1
    host = (outside, inside - 1) if inside else None
    means = publications([value.text])
    container_part = _part(value, (inside, len(numbers)), place)
    if len(means) == 1 and container_part is not None:
        host_part = _part(value, host, place) if host else None
        yield PortLine(publication=means[0], host_part=host_part, container_part=container_part)


def _long(item: Mapping, place: Place, lookup: Lookup) -> Iterator[PortLine]:
    values = {
        key: expanded(scalar, lookup)
        for key, scalar in item.values.items()
        if isinstance(scalar, Scalar) and scalar.text is not None
    }
    means = publications([{key: value.text for key, value in values.items()}])
    parts = {key: _part(value, (0, len(value.text)), place) for key, value in values.items()}
    container_part = parts.get("target")
    if len(means) == 1 and container_part is not None:
        host_part = parts.get("published")
        yield PortLine(publication=means[0], host_part=host_part, container_part=container_part)


def _part(value: Traced, span: tuple[int, int], place: Place) -> Part | None:
    # an item holds no credential: all of it may be shown; what stands beside it may not
    part = part_of(value, span, [(0, len(value.text))], place)
    return None if part is None or MASK in part.text else part
