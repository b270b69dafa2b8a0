"""What the tests of the engine share; it is tried through the resources of this project."""

from __future__ import annotations

import pytest

from tests.api import world


@pytest.fixture
def place(db):
    return world.workspace()


@pytest.fixture
def api(place):
    return world.client(place)
