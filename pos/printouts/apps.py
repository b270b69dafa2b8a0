"""Registers the app."""

from django.apps import AppConfig


class PrintoutsConfig(AppConfig):
    """The `printouts` app: no tables of its own, but what turns printing into events."""

    name = "pos.printouts"
    label = "printouts"
    default_auto_field = "django.db.models.BigAutoField"
