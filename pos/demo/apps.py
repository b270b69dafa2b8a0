"""Registers the app."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The `demo` app: no tables of its own, only believable rows for those of the others."""

    name = "pos.demo"
    label = "demo"
