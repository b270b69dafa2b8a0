"""What is read from the environment, and what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from config import env

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def plain():
    return env.read({})


def test_defaults(plain):
    assert plain.problems == ()
    assert (plain.production, plain.debug, plain.behind_tls_proxy) == (False, False, False)
    assert plain.secret_key == env.INSECURE_SECRET_KEY
    assert plain.allowed_hosts == ["*"]
    assert plain.database_url is None
    assert (plain.host, plain.port, plain.path_prefix) == ("127.0.0.1", 8000, "pos")
    limits = (plain.rate_limit_test, plain.rate_limit_live, plain.rate_limit_window)
    assert limits == (200, 0, 900)
    assert plain.data_dir == env.ROOT / "var"


def test_blanks_are_defaults(plain):
    names = ["PORT", "HOST", "DATABASE_URL", "SECRET_KEY", "DATA_DIR", "LOG_LEVEL", "DEBUG"]
    assert env.read(dict.fromkeys(names, "  ")) == plain


def test_production_serves_no_host_by_default():
    assert env.read({"PRODUCTION": "1"}).allowed_hosts == []


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        *((text, True) for text in ("1", "true", "TRUE", "yes", "On", " on ")),
        *((text, False) for text in ("0", "false", "No", "off", "", " ")),
    ],
)
@pytest.mark.parametrize(
    ("name", "attribute"),
    [("PRODUCTION", "production"), ("DEBUG", "debug"), ("BEHIND_TLS_PROXY", "behind_tls_proxy")],
)
def test_flags(name, attribute, raw, value):
    found = env.read({name: raw})
    assert getattr(found, attribute) is value
    assert found.problems == ()


@pytest.mark.parametrize("raw", ["maybe", "2", "y", "truee", "-1"])
def test_a_flag_that_is_none(raw):
    found = env.read({"DEBUG": raw})
    assert found.debug is False
    (problem,) = found.problems
    assert problem.startswith(f"DEBUG={raw!r}")


NUMBERS = {
    "PORT": ("port", 1, 65_535),
    "WORKERS": ("workers", 1, 256),
    "DATABASE_POOL_SIZE": ("database_pool_size", 1, 1000),
    "RATE_LIMIT_TEST": ("rate_limit_test", 0, 1_000_000_000),
    "RATE_LIMIT_LIVE": ("rate_limit_live", 0, 1_000_000_000),
    "RATE_LIMIT_WINDOW": ("rate_limit_window", 1, 86_400),
}


@pytest.mark.parametrize("name", NUMBERS)
def test_numbers_within_their_bounds(name):
    attribute, low, high = NUMBERS[name]
    for value in (low, high):
        found = env.read({name: f" {value} "})
        assert getattr(found, attribute) == value
        assert found.problems == ()


@pytest.mark.parametrize(
    "raw", ["x", "1.5", "-1", "1e3", "0x10", "1_000", "٣", "²", "9" * 10, "9" * 5000, "1 2", "+1"]
)
@pytest.mark.parametrize("name", NUMBERS)
def test_bad_numbers_are_named_and_the_default_stays(name, raw, plain):
    attribute, low, high = NUMBERS[name]
    found = env.read({name: raw})
    assert getattr(found, attribute) == getattr(plain, attribute)
    (problem,) = found.problems
    assert problem == f"{name}={raw!r} is not a whole number from {low} to {high}."


@pytest.mark.parametrize("name", NUMBERS)
def test_just_outside_the_bounds(name):
    _, low, high = NUMBERS[name]
    for value in (low - 1, high + 1):
        assert len(env.read({name: str(value)}).problems) == 1


def test_log_levels():
    assert env.read({"LOG_LEVEL": "debug"}).log_level == "DEBUG"
    wrong = env.read({"LOG_LEVEL": "loud"})
    assert wrong.log_level == "INFO"
    assert wrong.problems[0].startswith("LOG_LEVEL='LOUD'")


def test_every_problem_is_listed_at_once():
    wrong = {"PORT": "x", "WORKERS": "0", "DEBUG": "maybe", "LOG_LEVEL": "loud"}
    assert len(env.read(wrong).problems) == len(wrong)


def test_lists():
    found = env.read(
        {"ALLOWED_HOSTS": " a.example, ,b.example,", "CSRF_TRUSTED_ORIGINS": "https://a"}
    )
    assert found.allowed_hosts == ["a.example", "b.example"]
    assert found.csrf_trusted_origins == ["https://a"]


@pytest.mark.parametrize(("raw", "prefix"), [("/pos/", "pos"), ("a/b", "a/b"), ("/", "")])
def test_path_prefix(raw, prefix):
    assert env.read({"PATH_PREFIX": raw}).path_prefix == prefix


def test_no_other_module_reads_the_environment():
    modules = [
        path for part in ("config", "pos", "printing") for path in (env.ROOT / part).rglob("*.py")
    ]
    assert len(modules) > 50
    readers = {str(path.relative_to(env.ROOT)) for path in modules if reads(path)}
    # The entry point only says which settings to load; a drawing library takes its folder from
    # nowhere else; a program that is started gets our environment, in a language that we read.
    assert readers == {
        "config/env.py",
        "config/wsgi.py",
        "printing/drivers/command.py",
        "printing/render/library.py",
    }


def reads(path: Path) -> bool:
    text = path.read_text()
    return "os.environ" in text or "getenv" in text
