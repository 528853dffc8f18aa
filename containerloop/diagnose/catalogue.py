"""The catalogue: every diagnosis this version makes, in the order of repair.

The table of codes says which causes are diagnosed; the rule of each is imported by its name.
"""

from __future__ import annotations

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


CATALOGUE: tuple[Diagnosis, ...] = tuple(entry_of(code) for code in CODES if code.diagnosed)
