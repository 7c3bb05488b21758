"""What Django costs by itself: the site's settings, and one view that says "ok".

The middleware of Django and of libraries stays; the site's own is left out.
"""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ess_rural.settings")
settings.ROOT_URLCONF = "tests.bench.empty"
settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.startswith("ess_rural.")]


def answer_ok(request):
    return HttpResponse("ok")


urlpatterns = [path("", answer_ok)]
application = get_wsgi_application()
