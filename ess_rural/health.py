"""What probes ask: whether this process is alive, and whether it can serve the directory.

For monitors and proxies in front: the reasons are in plain English.
"""

from functools import cache

from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpResponse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from initiatives.models import Initiative


class HealthCheckMiddleware:
    """Answer probes before the host, the session or the language of a request matter."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.probes = {"/healthz": health, "/readyz": readiness}

    def __call__(self, request):
        return self.probes.get(request.path_info, self.get_response)(request)


@require_safe
def health(request):
    """Answer 200: the process takes requests, whatever the database does."""
    return answer("")


@require_safe
def readiness(request):
    """Answer 200 where the directory can be served, else 503 with the reason."""
    try:
        return answer(reason_not_ready())
    except Error:
        return answer("the database does not answer")


def reason_not_ready():
    """Return what is missing, "" where nothing is; raises `django.db.Error`."""
    applied = MigrationRecorder(connection).applied_migrations()
    missing = sorted(
        ".".join(key)
        for key, replaced in migrations().items()
        if key not in applied and not (replaced and set(replaced) <= set(applied))
    )
    if missing:
        return f"migrations are not applied: {missing[0]} and {len(missing) - 1} more"
    if not Initiative.objects.published().exists():
        return "there is no content: run load_content"
    return ""


@cache
def migrations():
    """Return {(app, name): keys that it replaces} of all migrations of this release."""
    loader = MigrationLoader(None)
    return {key: migration.replaces for key, migration in loader.disk_migrations.items()}


def answer(reason):
    response = HttpResponse(
        reason or "ok",
        status=503 if reason else 200,
        content_type="text/plain; charset=utf-8",
    )
    add_never_cache_headers(response)
    return response
