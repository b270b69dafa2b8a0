"""`make run` without the installing: a first run, a second one, a taken port, no database."""

from __future__ import annotations

import dataclasses
import json
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError

from config.env import ROOT, child_environment, env
from config.management.commands import serve
from pos.demo.ids import fixed_key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATIENCE = 90
BREAD = fixed_key("demo", "product", "Croissant & Butter")


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("demo")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def manage(home: Path, *words: str, **extra: str) -> list[str]:
    environment = child_environment(DATA_DIR=str(home), DATABASE_URL="", CI="", **extra)
    for name in ("DJANGO_SETTINGS_MODULE", "PYTHONUNBUFFERED"):
        environment.pop(name, None)
    return {"args": [sys.executable, "manage.py", *words], "env": environment, "cwd": ROOT}


@contextmanager
def running(home: Path, port: int) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the demo until it says that it serves; end it as Ctrl-C would."""
    words = home / f"said-{port}.txt"
    with words.open("w") as out:
        demo = subprocess.Popen(**manage(home, "run_demo", PORT=str(port)), stdout=out, text=True)
        try:
            deadline = time.monotonic() + PATIENCE
            while "demo.json" not in words.read_text() and time.monotonic() < deadline:
                assert demo.poll() is None, words.read_text()
                time.sleep(0.1)
            yield demo, words.read_text()
        finally:
            demo.send_signal(signal.SIGINT)
            demo.wait(PATIENCE)


def get(url: str, key: str) -> dict:
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {key}"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def order(url: str, key: str) -> dict:
    """Order two pieces of bread."""
    product = {"type": "products", "id": BREAD}
    line = {
        "type": "orderItems",
        "tempId": "bread",
        "attributes": {"quantity": "2.00"},
        "relationships": {"product": {"data": product}},
    }
    items = {"data": [{"type": "orderItems", "tempId": "bread"}]}
    body = {
        "data": {
            "type": "orders",
            "relationships": {"items": items},
            "included": {"items": [line]},
        }
    }
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/vnd.api+json"}
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)["data"]


def test_the_demo_serves_prints_and_keeps_its_data(home):
    port = free_port()
    with running(home, port) as (demo, said):
        written = json.loads((home / "demo.json").read_text())
        url, keys = written["url"], written["keys"]
        assert url == f"http://127.0.0.1:{port}"
        assert set(keys) == {"v1", "v2", "v2_camel", "other_workspace"}
        assert url in said
        assert keys["v1"] in said

        first = get(f"{url}/v1/invoices?page[size]=1", keys["v1"])["data"][0]
        assert first["type"] == "invoices"
        assert "createdAt" in first["attributes"]
        snake = get(f"{url}/api/v2/invoices?page[size]=1", keys["v2"])["data"][0]
        assert snake["id"] == first["id"]
        assert "created_at" in snake["attributes"]
        camel = get(f"{url}/api/v2/invoices?page[size]=1", keys["v2_camel"])["data"][0]
        assert "createdAt" in camel["attributes"]
        other = get(f"{url}/v1/invoices?page[size]=1", keys["other_workspace"])["data"][0]
        assert other["id"] != first["id"]

        printed = subprocess.run(
            **manage(home, "print_slip", "--latest"), capture_output=True, text=True, check=True
        )
        assert printed.stdout.startswith("Printed invoice")
        folder = home / "printed"
        assert written["printer"]["folder"] == str(folder)
        assert (folder / "0001.png").read_bytes().startswith(b"\x89PNG")

        order(f"{url}/v1/orders", keys["v1"])
        ticket = home / "printed-kitchen" / "0001.txt"
        assert written["kitchen"]["folder"] == str(ticket.parent)
        deadline = time.monotonic() + PATIENCE
        while not ticket.exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        assert "2 x  Croissant & Butter" in ticket.read_text()

        taken = subprocess.run(
            **manage(home, "run_demo", PORT=str(port)), capture_output=True, text=True, check=False
        )
        assert taken.returncode == 1
        assert f"Port {port} on 127.0.0.1 is taken" in taken.stderr
    assert demo.returncode == 0

    with running(home, free_port()) as (_, said):
        again = json.loads((home / "demo.json").read_text())
        assert again["keys"] == keys
        assert get(f"{again['url']}/v1/invoices?page[size]=1", keys["v1"])["data"][0] == first
        assert "Slipway serves on" in said


def test_an_unreachable_database_is_said(monkeypatch):
    url = f"postgresql://nobody@127.0.0.1:{free_port()}/none"
    monkeypatch.setattr(serve, "env", dataclasses.replace(env, database_url=url))
    with pytest.raises(CommandError, match="Cannot use the database of DATABASE_URL"):
        serve.require_database()
