"""What kind of server a symptom is about: its protocol. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.protocols import by_hint, expected


def kind_of_server(case: Case) -> str | None:
    """The key of the protocol that the addressee's server speaks.

    By what it answered; else by its image, where the port is not another server's.
    """
    if case.symptom.best.protocol is not None:
        return case.symptom.best.protocol
    container, port = case.destination.container, case.destination.port
    image = by_hint(container.image) if container else None
    if container is None or image is None:
        return None
    return image.key if image is expected(None, port, container.image) else None
