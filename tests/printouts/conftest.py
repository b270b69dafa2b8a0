"""The demo house of the invoices' tests, and its printer."""

from tests.invoices.conftest import device, printer, workspace

__all__ = ["device", "printer", "workspace"]
