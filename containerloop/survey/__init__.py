"""The survey: what the engine, the compose file and this machine say, before measuring.

Its entrances are loaded when they are asked for: reading a compose file must not
cost the import of the Docker SDK (0.12 s).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from containerloop.survey.partial import quick_survey, survey_without_engine
    from containerloop.survey.take import survey

__all__ = ["quick_survey", "survey", "survey_without_engine"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(name)
    from containerloop.survey import partial, take  # noqa: PLC0415 - see above

    return getattr(take if name == "survey" else partial, name)
