"""Addresses of websites: one rule for all that may be typed, sent or loaded."""

import re
from urllib.parse import urlsplit

import idna
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from search.fields import NormalizedMixin
from search.form_fields import NormalizedMixin as NormalizedFormMixin

# An underscore is in no domain that one can buy, but in names that hosts have given.
LABEL = re.compile("(?!-)[a-z0-9_-]{1,63}(?<!-)", re.IGNORECASE)
TOP_LEVEL = re.compile("[a-z]{2,63}|xn--[a-z0-9-]+", re.IGNORECASE)
# Domains that exist in private networks, or nowhere: RFC 6761, RFC 6762, RFC 8375, ICANN.
NOT_PUBLIC = {
    *("localhost", "local", "localdomain", "internal", "intranet", "private", "lan", "home"),
    *("corp", "arpa", "onion", "invalid", "test"),
}
LONGEST_HOST = 253

EXAMPLE = _("This is not the address of a website, such as https://www.example.org.")
OTHER_SCHEME = _("The address of a website begins with https:// or http://.")
WITH_PASSWORD = _("Leave out the user name and the password before the “@”: this will be public.")
NO_PUBLIC_HOST = _("This address is not open to everyone: give the name of a public website.")


def validate_website(address):
    """Refuse what is not the public address of a website.

    That is http or https, a domain name of several labels (international ones too, and underscores
    within them), a port if need be. An IP address is none, nor what only a private network knows.
    """
    if any(character.isspace() or not character.isprintable() for character in address):
        raise ValidationError(EXAMPLE)
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise ValidationError(EXAMPLE) from error
    if parts.scheme not in ("http", "https"):
        raise ValidationError(OTHER_SCHEME)
    if "@" in parts.netloc:
        raise ValidationError(WITH_PASSWORD)
    if not host or port == 0:
        raise ValidationError(EXAMPLE)
    validate_host(host)


def validate_host(host):
    """Refuse the name of a host that is none, or that not everybody reaches."""
    try:
        labels = [
            label if label.isascii() else idna.encode(label, uts46=True).decode()
            for label in host.removesuffix(".").split(".")
        ]
        for label in labels:
            if label.lower().startswith("xn--"):
                idna.decode(label)
    except idna.IDNAError as error:
        raise ValidationError(EXAMPLE) from error
    last = labels[-1].lower()
    is_number = re.fullmatch("[0-9]+|0x[0-9a-f]*", last)
    if ":" in host or is_number or len(labels) == 1 or last in NOT_PUBLIC:
        raise ValidationError(NO_PUBLIC_HOST)
    is_name = all(map(LABEL.fullmatch, labels)) and TOP_LEVEL.fullmatch(last)
    if not is_name or len(".".join(labels)) > LONGEST_HOST:
        raise ValidationError(EXAMPLE)


class WebsiteFormField(NormalizedFormMixin, forms.URLField):
    """The address of a website; "https://" may be left out."""

    default_validators = [validate_website]

    def __init__(self, *, assume_scheme="https", **kwargs):
        super().__init__(assume_scheme=assume_scheme, **kwargs)


class WebsiteField(NormalizedMixin, models.URLField):
    """The address of a website."""

    default_validators = [validate_website]
    form_class = WebsiteFormField
