"""TARGET and --from, as typed, into a `Question`. Pure: reading words and nothing else."""

from containerloop.question.target import everything, parse_target

__all__ = ["everything", "parse_target"]
