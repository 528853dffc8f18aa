"""The catalogue: every diagnosis this version makes, in the order of repair.

The table of codes says which causes are diagnosed; the rule of each is imported by its name, and
only where it is asked: where nothing failed, few of them have anything to say.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

from containerloop.diagnose.codes import CODES, Code
from containerloop.diagnose.diagnosis import Diagnosis


def entry_of(code: Code) -> Diagnosis:
    """The entry of a cause that is diagnosed, from the module that is called like it."""
    module = import_module(f"containerloop.diagnose.rules.{code.module}")
    found = getattr(module, code.name.replace("-", "_"))
    if not isinstance(found, Diagnosis):
        raise TypeError(f"{code.module} has no diagnosis that is called like it")
    return found


@cache
def entries(failed: bool = True) -> tuple[Diagnosis, ...]:
    """Every entry; where no call failed (`failed` is false) those that may warn all the same."""
    return tuple(entry_of(code) for code in CODES if code.warns or failed)


@cache
def foreseeable() -> tuple[Diagnosis, ...]:
    """The entries of those causes that the compose files alone may show."""
    return tuple(entry_of(code) for code in CODES if code.foreseen)
