"""Registers the app."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """The `events` app."""

    name = "pos.events"
    label = "events"
    default_auto_field = "django.db.models.BigAutoField"
