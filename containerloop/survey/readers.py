"""What the survey finds addresses with: those a container dials, those its server binds to."""

from __future__ import annotations

from containerloop.survey.configured import container_binds, container_references
from containerloop.survey.inspect import Readers

READERS = Readers(references=container_references, binds=container_binds)
