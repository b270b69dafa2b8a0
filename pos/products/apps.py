"""Registers the app."""

from django.apps import AppConfig


class ProductsConfig(AppConfig):
    """The `products` app."""

    name = "pos.products"
    label = "products"
    default_auto_field = "django.db.models.BigAutoField"
