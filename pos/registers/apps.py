"""Registers the app."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """The `registers` app."""

    name = "pos.registers"
    label = "registers"
    default_auto_field = "django.db.models.BigAutoField"
