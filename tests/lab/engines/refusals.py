"""The one exception of the set-up: a sentence for a person, with what to do."""


class CannotSetUp(Exception):
    """The machine does not offer what the set-up needs; the text says what to do about it."""
