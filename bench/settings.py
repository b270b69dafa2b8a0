"""The project's settings with the rivals' routes, and the stock library set up for `/v1`."""

from config.settings import *  # noqa: F403 (settings are made to be extended)

ROOT_URLCONF = "bench.urls"

# What the stock view needs to write the same names; the project's own views read none of these.
JSON_API_FORMAT_FIELD_NAMES = "camelize"
JSON_API_FORMAT_TYPES = "camelize"
