"""Facts of a snapshot covered up: the same world, seen by somebody who saw less."""

from collections.abc import Iterator
from typing import Any, get_args, get_type_hints

import msgspec
from msgspec.structs import replace

from containerloop.facts import Snapshot, Unobserved

COVERED = Unobserved("it was covered up")
Way = tuple[str | int, ...]
"""The way from a value to a part of it: names of fields, keys, numbers in tuples."""


def parts(value: Any, path: Way = ()) -> Iterator[tuple[Way, Any]]:
    """Every part of a snapshot with the way to it, itself first."""
    yield path, value
    if isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from parts(getattr(value, name), (*path, name))
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from parts(each, (*path, key))
    elif isinstance(value, tuple):
        for number, each in enumerate(value):
            yield from parts(each, (*path, number))


def may_be_unobserved(snapshot: Snapshot) -> list[Way]:
    """The ways to all facts that somebody saw and might not have seen."""
    found: list[Way] = [("views", vantage) for vantage in snapshot.views]
    for path, value in parts(snapshot):
        if isinstance(value, msgspec.Struct) and not isinstance(value, Unobserved):
            hints = get_type_hints(type(value))
            found += [
                (*path, name)
                for name in value.__struct_fields__
                if Unobserved in get_args(hints[name])
            ]
    return [path for path in found if not isinstance(at(snapshot, path), Unobserved)]


def at(value: Any, path: Way) -> Any:
    """The part that a path leads to."""
    for step in path:
        value = getattr(value, str(step)) if isinstance(value, msgspec.Struct) else value[step]
    return value


def there(value: Any, path: Way) -> bool:
    """Whether the path still leads somewhere."""
    try:
        at(value, path)
    except (AttributeError, IndexError, KeyError, TypeError):
        return False
    return True


def changed(value: Any, path: Way, to: Any) -> Any:
    """The value with another part where the path leads."""
    if not path:
        return to
    step, rest = path[0], path[1:]
    if isinstance(value, msgspec.Struct):
        return replace(value, **{str(step): changed(getattr(value, str(step)), rest, to)})
    if isinstance(value, dict):
        return value | {step: changed(value[step], rest, to)}
    assert isinstance(step, int)
    return (*value[:step], changed(value[step], rest, to), *value[step + 1 :])
