"""The site's settings, with what a test run needs of them said here."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 50)
os.environ.setdefault("ALLOWED_HOSTS", "testserver,127.0.0.1,localhost")
os.environ.setdefault("HTTPS", "off")
# What `send_mails` sends is looked at in `mail.outbox`; tests with a real mail server name it.
os.environ.setdefault("EMAIL_URL", "memorymail://")
# Tests of sign-in switch it on.
os.environ.setdefault("STAFF_SECOND_FACTOR", "off")
# A busy machine is no fault of the database.
os.environ.setdefault("DATABASE_STATEMENT_TIMEOUT", "60")

from ess_rural.settings import *  # noqa: E402, F403
from ess_rural.settings import CACHES, DATABASES, STATIC_ROOT, STORAGES  # noqa: E402

# WhiteNoise warns where the folder of collected files is absent, and warnings are errors here.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
# Files under their own names: no collection before a test.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DATABASES["default"]["CONN_MAX_AGE"] = 0
# A page kept in memory would not say how it was made; tests of caching set it right.
CACHES["pages"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
