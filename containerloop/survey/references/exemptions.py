"""NO_PROXY in an environment: what clients are told to connect to without their proxy. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from containerloop.facts import Exemption, Part, Place
from containerloop.facts.late_pattern import late
from containerloop.survey.references.masking import MASK, part_of
from containerloop.survey.references.traced_text import Traced

_KEYS = ("no_proxy", "NO_PROXY")
_HOSTS = late(r"[\w.*:/\[\]-]{0,253}")
_BETWEEN = late(r"([,\s]+)")


def exemptions(values: Mapping[str, Traced], prefix: str = "") -> tuple[Exemption, ...]:
    """Both spellings, as far as they are set. `prefix` precedes each key (`services.api.`)."""
    found = ((key, values[key]) for key in _KEYS if key in values)
    return tuple(
        Exemption(key=key, text=_harmless(value.text), last=_last(key, value, prefix))
        for key, value in found
    )


def _harmless(text: str) -> str:
    words = _BETWEEN.split(text[:4096])
    return "".join(w if _BETWEEN.fullmatch(w) or _HOSTS.fullmatch(w) else MASK for w in words)


def _last(key: str, value: Traced, prefix: str) -> Part | None:
    """The last character that is written; None where no file has it, or part of it is hidden.

    None as well for the end of a variable: what follows it there would go when that is set.
    """
    end = len(value.text.rstrip())
    if end == 0 or MASK in _harmless(value.text) or value.marks[end - 1].variable is not None:
        return None
    place = Place(where="environment", key=f"{prefix}environment.{key}")
    part = part_of(value, (end - 1, end), [(0, len(value.text))], place)
    return part if part is not None and part.place.file is not None else None
