"""What logs and error mails must not tell: the addresses by which whoever knows them is known."""

import logging
import re

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.urls import Resolver404, resolve
from django.utils.log import AdminEmailHandler
from django.utils.translation import override

# The arguments of an address that are secrets, whatever view it leads to.
SECRET_ARGUMENTS = {"secret", "token", "key"}
CUT = "[secret]"
# A path, also as a part of a longer text or of a whole address.
PATH = re.compile(r"(?:https?://[^/\s\"'<>]+)?(/[^\s\"'<>?#]*)")


def without_secrets(text):
    """Return `text` without the secrets of the addresses that it tells, wherever they stand."""
    if not apps.ready:
        return text
    secrets = {secret for path in set(PATH.findall(text)) for secret in secrets_in(path)}
    for secret in sorted(secrets, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", CUT, text)
    return text


def secrets_in(path):
    """Return the secret parts of a path of ours, in any language and with or without its slash."""
    # What follows an address in a sentence, and what `repr` and JSON put around it.
    path = path.rstrip(".,:;!)]}\\")
    for language, _name in settings.LANGUAGES:
        with override(language):
            for address in (path, f"{path}/"):
                try:
                    arguments = resolve(address).kwargs
                except (Resolver404, ImproperlyConfigured):
                    continue
                return [str(arguments[name]) for name in SECRET_ARGUMENTS & arguments.keys()]
    return []


class FormatterWithoutSecrets(logging.Formatter):
    """Cut secrets out of the whole record, its traceback included."""

    def format(self, record):
        return without_secrets(super().format(record))


class AdminMailsWithoutSecrets(AdminEmailHandler):
    """Cut secrets out of what is mailed to `ADMINS`: subject, request and traceback."""

    def send_mail(self, subject, message, *args, html_message=None, **kwargs):
        html_message = html_message and without_secrets(html_message)
        subject, message = without_secrets(subject), without_secrets(message)
        super().send_mail(subject, message, *args, html_message=html_message, **kwargs)
