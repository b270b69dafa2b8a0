"""What the tests of the API share: a client per key, and two workspaces side by side."""

from __future__ import annotations

import pytest

from tests.api import world


@pytest.fixture
def place(db):
    return world.workspace()


@pytest.fixture
def api(place):
    """A client with a key to everything in `place`, without a limit."""
    return world.client(place)
