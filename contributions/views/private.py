"""Pages that are made for one person."""

from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt


class UnkeptMixin:
    """A page that no cache keeps, and whose form is taken without a cookie."""

    @classmethod
    def as_view(cls, **options):
        # A form is known by its stamp, its address or its token, and by no cookie: a forged request
        # could do nothing that its author cannot do from home. And a cookie that is gone must not
        # cost a text. Said of the whole view: a `dispatch` of its own would not take it over.
        return csrf_exempt(super().as_view(**options))

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
