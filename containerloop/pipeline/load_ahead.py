"""What is loaded while the first probes are waited for, so that nobody waits for it later."""

from __future__ import annotations

from importlib import import_module

from containerloop.pipeline.options import RunOptions


def load_ahead(options: RunOptions) -> None:
    """Load what comes after the probes: proving, the rules of every answer, and what `options` add.

    Runs in a thread of its own; a module that is asked for meanwhile is waited for, as ever.
    """
    import_module("containerloop.prove.schedule")
    import_module("containerloop.diagnose.catalogue").entries(failed=False)
    options.meanwhile()
