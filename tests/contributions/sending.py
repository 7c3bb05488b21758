"""The form of a proposal as a browser sends it, and pictures to go with it."""

import time
from io import BytesIO

from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from contributions.antispam import STAMP
from contributions.models.contribution import new_secret

ADDRESS = "/fr/proposer/"
ENGLISH = "/en/propose/"


def stamp(key=None, age=60):
    """Return the stamp of a form that was opened `age` seconds ago."""
    return signing.dumps([key or new_secret(), time.time() - age], salt=STAMP)


def filled_form(**changes):
    """Return a form that can be sent as it is; None takes a field away."""
    data = {
        "stamp": stamp(),
        "name": "La Grange commune",
        "website": "https://grange.example.org/",
        "summary": "Une grange où les habitants réparent, prêtent et apprennent.",
        "description": "Le village n’avait plus de lieu.",
        "scope": "local",
        "place": "Augan",
        "contact_name": "Camille Martin",
        "contact_email": "camille@example.org",
        "licence_granted": "on",
        "actions-TOTAL_FORMS": "3",
        "actions-INITIAL_FORMS": "0",
        **changes,
    }
    return {name: value for name, value in data.items() if value is not None}


def picture(form="JPEG", size=(40, 30), mode="RGB", name="grange.jpg", **options):
    """Return a picture as a browser sends it."""
    content = BytesIO()
    Image.new(mode, size).save(content, form, **options)
    return SimpleUploadedFile(name, content.getvalue())


def with_picture(**changes):
    """Return the form with a picture and all that belongs to it."""
    given = {
        "picture": picture(),
        "picture_alt": "Une grange",
        "picture_credit": "Mairie",
        "picture_consent": "on",
    }
    return filled_form(**{**given, **changes})


def shown(response, name):
    """Return what a field of the page holds, as the page would send it back."""
    return response.context["form"][name].value()
