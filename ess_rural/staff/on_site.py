"""From a record in the administration to its page on the site."""

from django.contrib import admin
from django.contrib.admin.exceptions import NotRegistered
from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.views import shortcut
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe


@admin.site.admin_view
@require_safe
def view_on_site(request, content_type_id, object_id):
    """Redirect to the page of a record that the person may see and that has a “View on site”.

    Django's own view asks for neither, and leads staff to any object that has an address: that of
    a contribution is the secret of who sent it.
    """
    model = get_object_or_404(ContentType, pk=content_type_id).model_class()
    try:
        model_admin = admin.site.get_model_admin(model)
    except NotRegistered as error:
        raise Http404 from error
    record = model_admin.get_object(request, unquote(object_id))
    if not model_admin.has_view_permission(request, record):
        raise PermissionDenied
    if not model_admin.get_view_on_site_url(record):
        raise Http404
    return shortcut(request, content_type_id, record.pk)
