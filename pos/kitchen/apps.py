"""Registers the app."""

from django.apps import AppConfig


class KitchenConfig(AppConfig):
    """The `kitchen` app."""

    name = "pos.kitchen"
    label = "kitchen"
    default_auto_field = "django.db.models.BigAutoField"
