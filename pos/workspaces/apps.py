"""Registers the app."""

from django.apps import AppConfig


class WorkspacesConfig(AppConfig):
    """The `workspaces` app."""

    name = "pos.workspaces"
    label = "workspaces"
    default_auto_field = "django.db.models.BigAutoField"
