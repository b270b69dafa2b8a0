"""Editing a slip template in a real browser: the preview follows, errors have a line, paper agrees."""

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select, WebDriverWait

from printing.models import Printer, PrintJob, Template
from printing.spool import looking, press
from tests.backoffice import rows
from tests.backoffice.browsing import IN_A_BROWSER, browser, errors, sign_in
from tests.orders.shop import item, open_shop

__all__ = ["browser"]
pytestmark = IN_A_BROWSER
SECONDS = 20

TYPE = """
const text = document.querySelector(".slip-editor textarea");
text.focus();
text.setSelectionRange(arguments[0], arguments[0]);
"""
SIZE = "const i = document.querySelector('.slip-paper img'); return [i.src, i.naturalWidth, i.naturalHeight]"


@pytest.fixture
def shop():
    return open_shop()


@pytest.fixture
def manager(shop):
    return rows.member(shop.workspace, role="manager", is_staff=True)


def until(browser, found):
    return WebDriverWait(browser, SECONDS).until(found)


def drawn(browser, before=None):
    """Wait for a picture that is another one than before; return its address, width and height."""

    def there(b):
        src, width, height = b.execute_script(SIZE)
        stale = "stale" in b.find_element(By.CSS_SELECTOR, ".slip-paper").get_attribute("class")
        fresh = before is None or src != before[0]
        return (src, width, height) if width and fresh and not stale else None

    return until(browser, there)


def said(browser):
    return browser.find_element(By.CSS_SELECTOR, ".slip-error").text


def type_at(browser, at, words):
    browser.execute_script(TYPE, at)
    browser.switch_to.active_element.send_keys(words)


def printed(shop):
    """Sell something; return the sale, and what its job puts on paper."""
    own = {"workspace_id": shop.workspace.pk}
    Printer.objects.create(**own, name="Bar", kind="memory", columns=42, is_default=True)
    sale = shop.sell(item(shop.product("3.00")))
    job = PrintJob.objects.get(**own, source_id=sale.pk)
    press.render(job)
    job.refresh_from_db()
    assert job.warnings == []
    return sale, [line.strip() for line in looking.look(job).text().splitlines()]


def test_a_manager_makes_the_receipt_their_own(browser, live_server, shop, manager, tmp_path):
    sign_in(browser, live_server, manager)
    browser.get(f"{live_server.url}/admin/printing/template/")
    browser.find_element(By.CSS_SELECTOR, ".slip-kinds .addlink").click()
    first = drawn(browser)
    assert first[1] == 512 + 48

    # The preview follows what is typed: two lines more are two lines higher.
    type_at(browser, 0, ">Welcome back<\n>{shop}<\n")
    second = drawn(browser, first)
    assert second[2] == first[2] + 2 * 30
    browser.find_element(By.CSS_SELECTOR, "input[name=preview-columns][value='32']").click()
    narrow = drawn(browser, second)
    assert narrow[1] == 384 + 48
    Select(browser.find_element(By.CLASS_NAME, "slip-sample")).select_by_visible_text("Refund")
    refund = drawn(browser, narrow)
    assert refund[2] != narrow[2]

    # What is wrong is said with its line, and the line is marked.
    type_at(browser, 0, "\n{totl}")
    until(browser, lambda b: "Line 2, column 1" in said(b))
    assert "did you mean total?" in said(browser)
    assert browser.find_element(By.CSS_SELECTOR, ".slip-numbers .wrong").text == "2"
    browser.save_screenshot(str(tmp_path / "error.png"))
    browser.find_element(By.CSS_SELECTOR, ".slip-error button").click()
    at = browser.execute_script("return document.activeElement.selectionStart")
    assert at == 1
    browser.execute_script(
        "document.activeElement.setRangeText('', 0, 7); "
        "document.activeElement.dispatchEvent(new Event('input', {bubbles: true}))"
    )
    drawn(browser, refund)
    assert said(browser) == ""

    # A name is written where the cursor is.
    browser.execute_script(TYPE, 0)
    browser.find_element(By.CSS_SELECTOR, "[data-insert='{number}']").click()
    text = browser.find_element(By.CSS_SELECTOR, ".slip-editor textarea")
    assert text.get_property("value").startswith("{number}>Welcome")
    type_at(browser, len("{number}"), "\n")
    drawn(browser)
    browser.save_screenshot(str(tmp_path / "editor.png"))
    browser.set_window_size(1400, 2600)
    browser.save_screenshot(str(tmp_path / "page.png"))
    browser.set_window_size(1400, 1000)
    browser.find_element(By.NAME, "_save").click()
    until(browser, lambda b: b.find_elements(By.CSS_SELECTOR, ".messagelist .success"))
    assert errors(browser) == []

    # What was typed is on paper.
    template = Template.objects.get(workspace_id=shop.workspace.pk, kind="receipt")
    assert template.text.startswith("{number}\n>Welcome back<\n>{shop}<\n")
    sale, lines = printed(shop)
    assert lines[:2] == [str(sale.number), "Welcome back"]

    # And it can be undone.
    browser.get(f"{live_server.url}/admin/printing/template/{template.pk}/change/")
    drawn(browser)
    browser.find_element(By.LINK_TEXT, "Back to the default").click()
    browser.find_element(By.CSS_SELECTOR, "input[value='Back to the default']").click()
    until(browser, lambda b: b.find_elements(By.CSS_SELECTOR, ".messagelist .success"))
    assert not Template.objects.exists()
    assert errors(browser) == []
