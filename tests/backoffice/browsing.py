"""A real browser, for tests of pages: a fixture, and what every one of them does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tests import chromium

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from selenium.webdriver import Chrome

PASSWORD = "correct horse battery"
IN_A_BROWSER = [pytest.mark.django_db(transaction=True), chromium.needed]


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Chrome]:
    with chromium.started(tmp_path / "profile") as driver:
        driver.implicitly_wait(5)
        yield driver


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
