"""Pictures that were published."""

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.generic import View

YEAR = 365 * 24 * 3600  # seconds


def answer_with_picture(name, **cache_control):
    """Answer with the stored picture of this name; raises `Http404` where there is none."""
    try:
        with default_storage.open(name) as file:
            content = file.read()
    except (OSError, ValueError) as error:
        raise Http404 from error
    # Never what the file says that it is: all that is stored was drawn anew as WebP.
    response = HttpResponse(content, content_type="image/webp")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    patch_cache_control(response, **cache_control)
    return response


class PictureView(View):
    """A picture of an initiative: its name is never given to another."""

    error_format = "text"

    def get(self, request, name):
        return answer_with_picture(f"pictures/{name}", public=True, max_age=YEAR, immutable=True)
