"""The project itself as an app: system checks and the commands that run it."""

from django.apps import AppConfig


class ConfigApp(AppConfig):
    """Registers the system checks."""

    name = "config"
    label = "config"

    def ready(self) -> None:
        from config import checks  # noqa: F401, PLC0415 (registers itself)
