"""The printing app."""

from __future__ import annotations

from django.apps import AppConfig


class PrintingConfig(AppConfig):
    """Printers and what is sent to them."""

    name = "printing"
    verbose_name = "Printing"
