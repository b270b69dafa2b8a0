"""Registers the app."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """The `payments` app."""

    name = "pos.payments"
    label = "payments"
    default_auto_field = "django.db.models.BigAutoField"
