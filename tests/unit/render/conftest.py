"""A browser, one for all tests of pages and pictures."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.browser import Browser, started


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    made = started()
    yield made
    made.close()
