"""The public page of a record that is not public."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import Resolver404, path, resolve, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language, override

from resources.views import RecordDetailView


class PreviewAdmin(admin.ModelAdmin):
    """Mixin: a draft as its page will be, for staff, in either language; nothing is kept of it."""

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_preview"
        view = self.admin_site.admin_view(self.preview_view)
        return [path("<path:object_id>/preview/", view, name=name), *super().get_urls()]

    def preview_view(self, request, object_id):
        """GET: the page of a draft; that of a published record is where visitors find it.

        404 where the record has no page.
        """
        record = self.get_object(request, unquote(object_id))
        if record is None:
            raise Http404
        if not self.has_view_permission(request, record):
            raise PermissionDenied
        if record.is_published:
            address = self.view_on_site(record)
            if address is None:
                raise Http404
            return redirect(address)
        language = request.GET.get("lang", get_language())
        if language not in dict(settings.LANGUAGES):
            raise Http404
        with override(language):
            view = page_of(record)
            if view is None:
                raise Http404
            response = view.as_view(preview=True)(request, slug=record.slug)
            response.render()
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex"
        return response

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj and not obj.is_published and page_of(obj):
            name = f"admin:{self.opts.app_label}_{self.opts.model_name}_preview"
            context["preview_address"] = reverse(name, args=[obj.pk])
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)


def page_of(record):
    """Return the view of a record's own page, or None where it has none."""
    if not hasattr(record, "get_absolute_url"):
        return None
    try:
        view = resolve(urlsplit(record.get_absolute_url()).path).func
    except Resolver404:
        return None
    page = getattr(view, "view_class", None)
    return page if page and issubclass(page, RecordDetailView) else None
