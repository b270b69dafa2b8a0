"""The settings of the test suite: a disposable server of its own, and cheap passwords."""

from config.env import env
from config.settings import *  # noqa: F403 (settings are made to be overridden)
from config.settings import _POSTGRES_OPTIONS, DATABASES, MIDDLEWARE

if env.database_url is None:
    DATABASES["default"].update(
        EMBEDDED_DATA_DIR=str(env.data_dir / "postgres-test"), EMBEDDED_DISPOSABLE=True
    )
# A test closes its connections when it ends; a pool would keep them.
DATABASES["default"]["OPTIONS"] = {**_POSTGRES_OPTIONS, "pool": False}
# Static files are collected when the server starts, not here.
MIDDLEWARE = [name for name in MIDDLEWARE if not name.startswith("whitenoise.")]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
