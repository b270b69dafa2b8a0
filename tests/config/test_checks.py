"""Each system check: what raises it, and that nothing else does."""

from __future__ import annotations

import subprocess
import sys

import pytest
from django.core.checks import ERROR, WARNING

from config import checks, env

GOOD = {
    "PRODUCTION": "1",
    "SECRET_KEY": "k" * 32,
    "ALLOWED_HOSTS": "shop.example",
    "DATABASE_URL": "postgresql://u:p@db.example/slipway",
}

# What is changed of a good production environment, and the checks that then speak.
TABLE = [
    ({}, []),
    ({"PORT": "x"}, ["E001"]),
    ({"PORT": "x", "DEBUG": "maybe"}, ["E001", "E001"]),
    ({"SECRET_KEY": ""}, ["E002"]),
    ({"SECRET_KEY": "k" * 31}, ["E002"]),
    ({"SECRET_KEY": env.INSECURE_SECRET_KEY}, ["E002"]),
    ({"DATABASE_URL": "mysql://u@h/db"}, ["E003"]),
    ({"DATABASE_URL": "postgresql://h"}, ["E003"]),
    ({"DATABASE_URL": "nonsense"}, ["E003"]),
    ({"DEBUG": "1"}, ["E004"]),
    ({"ALLOWED_HOSTS": ""}, ["E005"]),
    ({"ALLOWED_HOSTS": "*"}, ["E005"]),
    ({"ALLOWED_HOSTS": "shop.example,*"}, ["E005"]),
    ({"DATABASE_URL": ""}, ["W001"]),
    ({"SECRET_KEY": "", "DEBUG": "1", "ALLOWED_HOSTS": "*", "DATABASE_URL": "", "PORT": "0"},
     ["E001", "E002", "E004", "E005", "W001"]),
]  # fmt: skip


def ids(environ: dict[str, str]) -> list[str]:
    return [message.id for message in checks.messages(env.read(environ))]


@pytest.mark.parametrize(("change", "expected"), TABLE, ids=str)
def test_production(change, expected):
    assert ids({**GOOD, **change}) == [f"slipway.{name}" for name in expected]


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, []),
        ({"DEBUG": "1", "ALLOWED_HOSTS": "*", "SECRET_KEY": "short"}, []),
        ({"PORT": "0"}, ["slipway.E001"]),
        ({"DATABASE_URL": "sqlite:///x"}, ["slipway.E003"]),
    ],
)
def test_development(environ, expected):
    assert ids(environ) == expected


def test_levels_and_hints():
    wrong = {"PRODUCTION": "1", "DEBUG": "1", "PORT": "x", "DATABASE_URL": ""}
    for message in checks.messages(env.read(wrong)):
        assert message.level == (WARNING if message.id == "slipway.W001" else ERROR)
        assert message.hint


def test_a_bad_address_does_not_show_its_password():
    (message,) = checks.messages(env.read({"DATABASE_URL": "mysql://u:geheim@h/db"}))
    assert "geheim" not in message.msg


def test_the_command_line_names_every_problem():
    """Settings load whatever is wrong, so that one run lists all of it."""
    wrong = {"PRODUCTION": "1", "DEBUG": "1", "PORT": "x", "DATABASE_URL": "mysql://h/db",
             "LOG_LEVEL": "loud", "SECRET_KEY": "short"}  # fmt: skip
    ran = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=env.ROOT,
        env=env.child_environment(**wrong),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 1
    for name in ("E001", "E002", "E003", "E004", "E005"):
        assert f"slipway.{name}" in ran.stderr
    assert ran.stderr.count("slipway.E001") == 2
    assert "Traceback" not in ran.stderr
