"""Pages that are made for one person."""

from django.utils.cache import patch_cache_control
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt


# A form is known by its stamp, its address or its token, and by no cookie: a forged request could
# do nothing that its author cannot do from home. And a cookie that is gone must not cost a text.
@method_decorator(csrf_exempt, name="dispatch")
class UnkeptMixin:
    """A page that no cache keeps."""

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        patch_cache_control(response, no_store=True, private=True)
        return response


class SecretMixin(UnkeptMixin):
    """A page whose address is a secret: never in an index, never told to another site."""

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response
