"""What was typed about several engines: `--engine CONTEXT`, and `--from api@CONTEXT`."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from containerloop.cli.runs.typed_target import typed_question
from containerloop.errors import UsageError
from containerloop.facts import HOST, Question
from containerloop.facts.plain_words import echoed


def question_to_several(
    target: str | None, vantages: Sequence[str], engines: Sequence[str]
) -> Question:
    """The question; a vantage may have the context of an engine that is asked behind an `@`.

    Raises UsageError for what is not understood.
    """
    typed = [_apart(vantage, engines) for vantage in vantages]
    question = typed_question(target, [vantage for vantage, _ in typed])
    if not any(at for _, at in typed):
        return question
    whole = (f"{vantage}@{at}" if at else vantage for vantage, at in typed)
    return replace(question, vantages=tuple(dict.fromkeys(whole)))


def _apart(vantage: str, engines: Sequence[str]) -> tuple[str, str]:
    """The vantage, and the context that it is on; "" where none was typed."""
    place, mark, context = vantage.rpartition("@")
    if not mark:
        return vantage, ""
    if context not in engines:
        shown = echoed(context)
        raise UsageError(
            f'--from {echoed(place)} names the engine "{shown}", which is not asked',
            f"add --engine {shown}",
        )
    if place == HOST:
        raise UsageError(
            "--from host is this machine, whichever engines are asked",
            "write --from host without an engine",
        )
    return place, context
