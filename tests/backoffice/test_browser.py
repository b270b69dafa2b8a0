"""The back office in a real browser: signing in, finding an invoice, choosing with autocomplete."""

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tests.backoffice import rows
from tests.backoffice.browsing import IN_A_BROWSER, browser, errors, sign_in
from tests.orders.shop import item, open_shop

__all__ = ["browser"]
pytestmark = IN_A_BROWSER


@pytest.fixture
def shop():
    filled = rows.fill(rows.workspace())
    filled.owner = rows.member(filled.workspace, role="owner", is_staff=True)
    return filled


def test_owner_finds_an_invoice_and_cannot_change_it(browser, live_server, shop):
    sign_in(browser, live_server, shop.owner)
    browser.get(f"{live_server.url}/admin/invoices/invoice/")
    browser.find_element(By.CSS_SELECTOR, "#result_list tbody tr th a").click()
    heading = browser.find_element(By.CSS_SELECTOR, "#content h1").text
    assert "invoice" in heading.lower()
    assert not browser.find_elements(By.NAME, "_save")
    assert not browser.find_elements(By.CSS_SELECTOR, "#content-main input[type=text]")
    assert errors(browser) == []


def test_autocomplete_offers_the_rows_of_this_workspace(browser, live_server, shop):
    sign_in(browser, live_server, shop.owner)
    browser.get(f"{live_server.url}/admin/products/product/add/")
    box = browser.find_element(By.CSS_SELECTOR, ".field-product_type .select2-selection")
    box.click()
    search = browser.find_element(By.CSS_SELECTOR, ".select2-search__field")
    search.send_keys(shop.producttype.name[:3])
    offered = WebDriverWait(browser, 10).until(
        lambda b: [
            option.text
            for option in b.find_elements(By.CSS_SELECTOR, ".select2-results__option")
            if "Searching" not in option.text and "loading" not in option.text.lower()
        ]
    )
    assert offered == [shop.producttype.name]
    assert errors(browser) == []


def test_a_manager_refunds_a_line_and_sees_the_rounding(browser, live_server, tmp_path):
    shop = open_shop()
    coffee = shop.product("3.33")
    sale = shop.sell(item(coffee, "3.00"), discount=10, discount_type="percentage")
    manager = rows.member(shop.workspace, role="manager", is_staff=True)
    sign_in(browser, live_server, manager)
    browser.get(f"{live_server.url}/admin/invoices/invoice/{sale.pk}/change/")
    browser.find_element(By.LINK_TEXT, "REFUND").click()
    browser.find_element(By.NAME, "reason").send_keys("Cold")
    line = sale.invoice_items.get()
    browser.find_element(By.NAME, f"line-{line.pk}").send_keys("1")
    browser.save_screenshot(str(tmp_path / "refund.png"))
    browser.find_element(By.CSS_SELECTOR, "input[value=Refund]").click()
    said = browser.find_element(By.CSS_SELECTOR, ".messagelist .success").text
    assert "Issued refund #1 -3.00" in said
    browser.find_element(By.LINK_TEXT, "ROUNDING").click()
    cells = [cell.text for cell in browser.find_elements(By.CSS_SELECTOR, "td")]
    assert "half_up to 0.01" in cells
    browser.save_screenshot(str(tmp_path / "rounding.png"))
    assert errors(browser) == []
