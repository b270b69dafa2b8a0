"""Printing in the back office, in a real browser, with a virtual printer and a worker behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select, WebDriverWait

from printing.models import Printer, PrintJob
from printing.virtual import VirtualPrinter
from tests.backoffice import rows
from tests.backoffice.browsing import IN_A_BROWSER, browser, errors, sign_in
from tests.orders.shop import item, open_shop
from tests.printing.spool.conftest import at_work, eventually

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["browser"]
pytestmark = IN_A_BROWSER


@pytest.fixture
def shop(transactional_db: None):
    return open_shop()


@pytest.fixture
def device(tmp_path: Path) -> Iterator[VirtualPrinter]:
    with VirtualPrinter(tmp_path / "paper") as printer:
        yield printer


@pytest.fixture
def bar(shop, device) -> Printer:
    return Printer.objects.create(
        workspace_id=shop.workspace.pk, name="Bar", kind="virtual", host=device.host,
        port=device.port, is_default=True,
    )  # fmt: skip


@pytest.fixture
def manager(shop, browser, live_server):
    person = rows.member(shop.workspace, role="manager", is_staff=True)
    sign_in(browser, live_server, person)
    return person


def said(browser) -> str:
    return browser.find_element(By.CSS_SELECTOR, ".messagelist li").text


def row(browser, name: str) -> str:
    return browser.find_element(By.CSS_SELECTOR, f"#result_list .field-{name}").text


def pictures(browser) -> list[int]:
    """Widths of the slips on the page, as the browser decoded them."""
    script = (
        "return [...document.querySelectorAll('img[src^=\"data:image\"]')].map(i => i.naturalWidth)"
    )
    return browser.execute_script(script)


@pytest.mark.usefixtures("manager")
def test_a_printer_is_tried_with_a_test_page(browser, live_server, bar, device):
    browser.get(f"{live_server.url}/admin/printing/printer/")
    assert row(browser, "state") == "unknown"
    browser.find_element(By.CSS_SELECTOR, "input.action-select").click()
    Select(browser.find_element(By.NAME, "action")).select_by_value("print_test_page")
    browser.find_element(By.CSS_SELECTOR, "button[name=index]").click()
    assert said(browser) == "Bar: a test page is queued."
    assert row(browser, "queue") == "1"
    with at_work():
        assert device.wait_for_job(1)
        eventually(lambda: PrintJob.objects.filter(state="printed").exists())
    browser.refresh()
    assert (row(browser, "state"), row(browser, "queue")) == ("ready", "0")
    assert errors(browser) == []


@pytest.mark.usefixtures("manager")
def test_the_state_of_printers_is_live(browser, live_server, bar):
    browser.get(f"{live_server.url}/admin/printing/printer/")
    browser.find_element(By.CSS_SELECTOR, "input.action-select").click()
    Printer.objects.update(condition="printer_paper_out", condition_detail="Out of paper.")
    PrintJob.objects.create(workspace_id=bar.workspace_id, printer=bar, key="1", reference="x")
    WebDriverWait(browser, 20).until(lambda b: row(b, "state") == "paper out")
    assert (row(browser, "condition_detail"), row(browser, "queue")) == ("Out of paper.", "1")
    assert browser.find_element(By.CSS_SELECTOR, "input.action-select").is_selected()
    assert errors(browser) == []


@pytest.mark.usefixtures("manager")
def test_a_slip_without_paper_is_seen_and_moved(browser, live_server, shop, bar, device, tmp_path):
    hall = Printer.objects.create(workspace_id=shop.workspace.pk, name="Hall", kind="memory")
    device.faults.paper_out = True
    sale = shop.sell(item(shop.product()))
    with at_work():
        eventually(lambda: PrintJob.objects.get().error)
        browser.get(f"{live_server.url}/admin/printing/printjob/?over=no")
        assert "out of paper" in row(browser, "error")
        browser.find_element(By.CSS_SELECTOR, "#result_list tbody tr th a").click()
        assert f"Invoice {sale.number}" in browser.find_element(By.ID, "content").text
        assert pictures(browser) == [624]
        Select(browser.find_element(By.NAME, "printer")).select_by_visible_text("Hall")
        browser.save_screenshot(str(tmp_path / "job.png"))
        browser.find_element(By.CSS_SELECTOR, "button[value=move]").click()
        assert "goes to another printer" in said(browser)
        eventually(lambda: PrintJob.objects.get().state == "printed")
    assert PrintJob.objects.get().printer == hall
    browser.refresh()
    assert not browser.find_elements(By.NAME, "printer")
    browser.find_element(By.CSS_SELECTOR, "button[value=reprint]").click()
    assert "is queued once more, as a marked copy" in said(browser)
    assert PrintJob.objects.filter(source="copy").count() == 1
    assert errors(browser) == []


@pytest.mark.usefixtures("manager")
def test_a_slip_in_doubt_is_decided_by_who_looked(browser, live_server, shop, bar, device):
    shop.sell(item(shop.product()))
    with at_work():
        eventually(lambda: PrintJob.objects.filter(state="printed").exists())
    PrintJob.objects.update(state="in_doubt", doubts=1)
    browser.get(f"{live_server.url}/admin/printing/printjob/?over=person")
    browser.find_element(By.CSS_SELECTOR, "#result_list tbody tr th a").click()
    browser.find_element(By.CSS_SELECTOR, "button[value=print_again]").click()
    assert "printed again, marked as a possible duplicate" in said(browser)
    with at_work():
        assert device.wait_for_job(2)
        eventually(lambda: PrintJob.objects.filter(state="printed").exists())
    assert "POSSIBLE DUPLICATE" in device.job_file(2, "txt").read_text()
    browser.refresh()
    told = browser.find_element(By.CSS_SELECTOR, ".field-happened").text
    assert "Sent" not in told
    assert "Printed" in told
    browser.find_element(By.CSS_SELECTOR, ".field-bytes_sent summary").click()
    assert "initialise" in browser.find_element(By.CSS_SELECTOR, ".field-bytes_sent table").text
    assert errors(browser) == []


@pytest.mark.usefixtures("manager")
def test_an_invoice_is_looked_at_and_copied(browser, live_server, shop, bar, device, tmp_path):
    sale = shop.sell(item(shop.product()))
    PrintJob.objects.update(state="printed")
    browser.get(f"{live_server.url}/admin/invoices/invoice/{sale.pk}/change/")
    browser.find_element(By.LINK_TEXT, "ON PAPER").click()
    assert pictures(browser) == [624]
    browser.find_element(By.NAME, "reason").send_keys("The guest lost it")
    browser.save_screenshot(str(tmp_path / "paper.png"))
    browser.find_element(By.CSS_SELECTOR, "#content form [type=submit]").click()
    assert said(browser) == "Copy 1 is queued."
    with at_work():
        assert device.wait_for_job(1)
    assert "COPY 1" in device.job_file(1, "txt").read_text()
    assert errors(browser) == []
