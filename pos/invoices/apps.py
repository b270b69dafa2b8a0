"""Registers the app."""

from django.apps import AppConfig


class InvoicesConfig(AppConfig):
    """The `invoices` app."""

    name = "pos.invoices"
    label = "invoices"
    default_auto_field = "django.db.models.BigAutoField"
