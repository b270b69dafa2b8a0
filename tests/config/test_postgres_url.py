"""How DATABASE_URL is read."""

from __future__ import annotations

import pytest

from config.postgres import DatabaseUrlError, Target, parse_url

URLS = {
    "postgresql://u:p@db.example:5433/shop": Target("shop", "u", "p", "db.example", "5433"),
    "postgres://u@db.example/shop": Target("shop", "u", "", "db.example"),
    "postgresql:///shop": Target("shop"),
    "postgresql://db.example/shop": Target("shop", host="db.example"),
    "postgresql://u:p%40ss%2Fw%3Aord@h/shop": Target("shop", "u", "p@ss/w:ord", "h"),
    "postgresql://user%20name@h/my%20shop": Target("my shop", "user name", "", "h"),
    "postgresql://[::1]:5432/shop": Target("shop", host="::1", port="5432"),
    "postgresql:///shop?host=/var/run/postgresql": Target("shop", host="/var/run/postgresql"),
    "postgresql://u@/shop?host=%2Ftmp%2FA%20b": Target("shop", "u", host="/tmp/A b"),
    "postgresql://h/shop?sslmode=require&connect_timeout=3": Target(
        "shop", host="h", options=(("sslmode", "require"), ("connect_timeout", "3"))
    ),
}
WRONG = {
    "": "starts with ''",
    "slipway": "starts with ''",
    "mysql://u@h/shop": "starts with 'mysql'",
    "sqlite:///shop": "starts with 'sqlite'",
    "postgresql+psycopg://h/shop": "starts with 'postgresql+psycopg'",
    "postgresql://h": "names no database",
    "postgresql://h/": "names no database",
    "postgresql://": "names no database",
    "postgresql://h:port/shop": "is not a URL",
    "postgresql://h:99999/shop": "is not a URL",
    "postgresql://a:1,b:2/shop": "is not a URL",
    "postgresql://[::1/shop": "is not a URL",
}


@pytest.mark.parametrize(("url", "target"), URLS.items())
def test_read(url, target):
    assert parse_url(url) == target


@pytest.mark.parametrize(("url", "why"), WRONG.items())
def test_refused(url, why):
    with pytest.raises(DatabaseUrlError) as caught:
        parse_url(url)
    assert why in str(caught.value)
    assert "postgresql://user:password@host:5432/slipway" in str(caught.value)
