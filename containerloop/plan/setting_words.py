"""The words of a setting's name and of a container's names. Pure."""

from __future__ import annotations

import re

from containerloop.facts import Container, Reference


def setting_name(reference: Reference) -> str:
    """The name of the variable or label: `services.api.environment.DB_HOST` → `DB_HOST`."""
    key = reference.host_part.place.key
    return re.split(r"(?:^|\.)(?:environment|labels)\.", key, maxsplit=1)[-1]


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name in capitals, however it joins them: `dbHost`, `db__host`, `db.host`."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).upper()
    return tuple(word for word in re.split(r"[^A-Z0-9]+", spaced) if word)


def image_name(container: Container) -> str:
    """The image's own name, without registry, folder, tag and digest."""
    return container.image.rpartition("/")[2].partition(":")[0].partition("@")[0]
