"""The demo house of the invoices' tests."""

from tests.invoices.conftest import workspace

__all__ = ["workspace"]
