"""These are for Podman alone, as `make test-engines` makes it; elsewhere they are none."""

import os

if not os.environ.get("CONTAINERLOOP_TEST_NAME", "").startswith("podman"):
    collect_ignore_glob = ["test_*.py"]
