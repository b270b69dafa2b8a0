"""Registers the app."""

from django.apps import AppConfig


class JsonApiConfig(AppConfig):
    """The `jsonapi` app."""

    name = "pos.jsonapi"
    label = "jsonapi"
    default_auto_field = "django.db.models.BigAutoField"
