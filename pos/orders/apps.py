"""Registers the app."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """The `orders` app."""

    name = "pos.orders"
    label = "orders"
    default_auto_field = "django.db.models.BigAutoField"
