"""One seeded database for the tests that only read it."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command

from pos.workspaces.models import Workspace
from tests.demo.dump import wipe

INVOICES = 300


def run(*args: str) -> str:
    out = io.StringIO()
    call_command("seed_demo", *args, stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def seeded(django_db_setup, django_db_blocker):
    """Workspaces `demo` and `other`, seeded once for a module and removed after it."""
    with django_db_blocker.unblock():
        run("--invoices", str(INVOICES), "--seed", "7")
    yield
    with django_db_blocker.unblock():
        wipe()


@pytest.fixture
def demo(seeded, db):
    return Workspace.objects.get(slug="demo")
