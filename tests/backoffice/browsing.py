"""A real browser, for tests of pages: a fixture, and what every one of them does."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from config.env import env

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PASSWORD = "correct horse battery"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1400,1000",
)

# A developer's machine may have no browser; where changes land it must.
IN_A_BROWSER = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        shutil.which("chromedriver") is None and not env.ci,
        reason="needs Debian's chromium and chromium-driver, or their like",
    ),
]


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    for flag in (*FLAGS, f"--user-data-dir={tmp_path / 'profile'}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    driver.implicitly_wait(5)
    yield driver
    driver.quit()


def sign_in(browser, server, user) -> None:
    """Sign in a person whose password is not known yet: they get one."""
    user.set_password(PASSWORD)
    user.save()
    browser.get(f"{server.url}/admin/")
    browser.find_element(By.NAME, "username").send_keys(user.email)
    browser.find_element(By.NAME, "password").send_keys(PASSWORD)
    browser.find_element(By.CSS_SELECTOR, "input[type=submit]").click()
    WebDriverWait(browser, 10).until(lambda b: b.find_elements(By.ID, "user-tools"))


def errors(browser) -> list[dict[str, object]]:
    """List what the browser complains about."""
    return [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]
