"""Registers the app."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """The `customers` app."""

    name = "pos.customers"
    label = "customers"
    default_auto_field = "django.db.models.BigAutoField"
