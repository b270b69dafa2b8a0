"""What the tests of the back office share."""

import pytest


@pytest.fixture(autouse=True)
def _no_collected_files(settings):
    # Static files are not collected before tests; WhiteNoise would warn at every client.
    settings.WHITENOISE_AUTOREFRESH = True
