"""What e-mails need: links that begin with the address of the site."""

from django import template
from django.conf import settings
from django.urls import reverse

register = template.Library()


@register.simple_tag
def link_to(name, *arguments):
    """Return the whole address of a page, in the language of the e-mail."""
    return f"{settings.SITE_URL}{reverse(name, args=arguments)}"


@register.simple_tag
def site_address(path):
    """Return the whole address of a path of the site."""
    return f"{settings.SITE_URL}{path}"
