"""The hatchling hook that compiles the probe into the wheel, also into an editable install.

Only the build imports this file. The wheel stays `py3-none-any`: the probe runs in the
container engine, never on the machine that installs the package.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ProbeBuildHook(BuildHookInterface[Any]):
    """Builds the probe's binaries before the wheel is put together."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and add the binaries (which version control ignores) to the wheel."""
        path = Path(self.root, "containerloop", "observe", "probe", "source", "build.py")
        spec = importlib.util.spec_from_file_location("containerloop_probe_build", path)
        if spec is None or spec.loader is None:
            raise FileNotFoundError(path)
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
        for binary in module.build():
            build_data["artifacts"].append(f"/containerloop/observe/probe/source/bin/{binary.name}")
