"""Registers the app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The `api` app."""

    name = "pos.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"
