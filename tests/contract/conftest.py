"""What the contract tests share: rows made once per module, and clients of each dialect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction

from tests.contract import rows
from tests.contract.client import Api

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import SimpleNamespace


@pytest.fixture(scope="module")
def fill() -> Callable[[], SimpleNamespace]:
    """Make the rows; a module that wants others overrides this."""
    return rows.world


@pytest.fixture(scope="module")
def _world(
    django_db_setup: None, django_db_blocker: Any, fill: Callable[[], SimpleNamespace]
) -> Iterator[SimpleNamespace]:
    # The tests of a module only read: each has a savepoint of its own in this one transaction.
    with django_db_blocker.unblock(), transaction.atomic():
        yield fill()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _no_static_files(settings: Any) -> None:
    # Static files are not collected before tests; WhiteNoise would warn at every client.
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture
def world(_world: SimpleNamespace, db: None) -> SimpleNamespace:
    """Rows of every noun in one workspace."""
    return _world


@pytest.fixture
def api(world: SimpleNamespace) -> Api:
    """A client that holds a key for each dialect."""
    return Api(world.keys)
