"""What every test may use."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from hypothesis import settings as hypothesis

from config import postgres
from config.env import env

if TYPE_CHECKING:
    import pytest


# Where a change lands it is not for luck to say whether it does; a developer's runs look further.
hypothesis.register_profile("ci", derandomize=True)
if env.ci:
    hypothesis.load_profile("ci")


def pytest_configure(config: pytest.Config) -> None:
    # The first process starts the server and holds it, so that workers find it running.
    database = settings.DATABASES["default"]
    if database["ENGINE"] == "config.embedded" and not hasattr(config, "workerinput"):
        postgres.start(Path(database["EMBEDDED_DATA_DIR"]), disposable=True)
