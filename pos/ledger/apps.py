"""Registers the app."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The `ledger` app."""

    name = "pos.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"
