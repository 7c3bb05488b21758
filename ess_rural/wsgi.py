"""The site as a WSGI application, for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ess_rural.settings")

site = get_wsgi_application()


def application(environ, start_response):
    """Answer with the site; with 400 where the query cannot be decoded as the request says.

    Django decodes it before any middleware, and raises where the encoding is none of texts.
    """
    _kind, _semicolon, parameters = environ.get("CONTENT_TYPE", "").lower().partition(";")
    is_foreign = "charset" in parameters and "utf-8" not in parameters
    if environ.get("QUERY_STRING") and is_foreign:
        start_response("400 Bad Request", [("Content-Type", "text/plain; charset=utf-8")])
        return [b"This address cannot be read: only UTF-8 is.\n"]
    return site(environ, start_response)
