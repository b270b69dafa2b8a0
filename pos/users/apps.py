"""Registers the app."""

from django.apps import AppConfig


class UsersConfig(AppConfig):
    """The `users` app."""

    name = "pos.users"
    label = "users"
    default_auto_field = "django.db.models.BigAutoField"
