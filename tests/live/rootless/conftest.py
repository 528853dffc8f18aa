"""These are for Docker engines without root, as `make test-engines` makes them."""

import os

_NAME = os.environ.get("CONTAINERLOOP_TEST_NAME", "")
if "rootless" not in _NAME or _NAME.startswith("podman"):
    collect_ignore_glob = ["test_*.py"]
