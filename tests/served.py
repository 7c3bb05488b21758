"""The settings of the tests for a real server: pages are kept, connections last."""

from ess_rural.settings import CACHES
from tests.settings import *  # noqa: F403
from tests.settings import DATABASES

CACHES["pages"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pages"}
DATABASES["default"]["CONN_MAX_AGE"] = 60
# Static files without their collection.
WHITENOISE_USE_FINDERS = True
