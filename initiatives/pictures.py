"""Pictures as visitors send them, made safe and light before anything is stored."""

import logging
import re
import secrets
import subprocess
import sys
from threading import BoundedSemaphore, Lock

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadhandler import FileUploadHandler
from django.db import models
from django.db.models.fields.files import ImageFieldFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger(__name__)

LARGEST_FILE = 8 * 1024 * 1024  # bytes, as sent
# What it may cost to read one. The largest that are taken need a second and 350 MB.
PROCESSOR_TIME = 5  # seconds
TIME = 10  # seconds
MEMORY = 400_000_000  # bytes
# In each process of the server one picture is read and one may wait: more threads than these two
# are not held up by pictures.
ONE_AT_A_TIME = Lock()
PLACES = BoundedSemaphore(2)
PATIENCE = 5  # seconds
# The size stands in the name, so that no page has to open the file.
SIZE_IN_NAME = re.compile(r"-(\d+)x(\d+)(?:_\w+)?\.webp$")


class ReadNoFurther(FileUploadHandler):
    """Throw away what comes after the largest file that is taken: enough to say it is too large."""

    def receive_data_chunk(self, raw_data, start):
        return raw_data if start <= LARGEST_FILE else None

    def file_complete(self, file_size):
        return None


class PictureFormField(forms.FileField):
    """A JPEG, PNG or WebP picture; gives a small WebP without metadata, under a random name.

    `before_reading`, which a form may set, is called before the file is looked into: it raises
    `ValidationError` where that is not to be done.
    """

    widget = forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})
    default_error_messages = {
        "too_large": _("This file is too large: %(size)s. Send a picture of at most %(most)s."),
        "too_many_pixels": _(
            "This picture is too large. Send one of at most %(most)s million pixels."
        ),
        "too_many_parts": _(
            "This file is put together of more parts than a picture needs. Save the picture anew "
            "in another program, or send another one."
        ),
        "too_heavy": _(
            "This picture takes too long to be read, or too much memory. Save it anew in another "
            "program, or send a smaller one."
        ),
        "unreadable": _("This file is not a picture that can be read. Send a JPEG, PNG or WebP."),
        "busy": _(
            "Too many pictures are being read at this moment. Nothing else is lost: choose your "
            "picture again, and send the form once more in a few seconds."
        ),
    }
    before_reading = None

    def to_python(self, data):
        """Check that there is a file; its own name is never used, however long or odd."""
        if data in self.empty_values:
            return None
        if not data.size:
            raise ValidationError(self.error_messages["empty"], "empty")
        return data

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        # What is stored already comes back as it is; False asks to remove it.
        if file is initial or not hasattr(file, "read"):
            return file
        if file.size > LARGEST_FILE:
            sizes = {"size": filesizeformat(file.size), "most": filesizeformat(LARGEST_FILE)}
            raise ValidationError(self.error_messages["too_large"], "too_large", sizes)
        if self.before_reading:
            self.before_reading()
        (code, *numbers), content = redrawn(file.read())
        if code != "ok":
            raise ValidationError(self.error_messages[code], code, {"most": "".join(numbers)})
        return ContentFile(content, name=f"{secrets.token_urlsafe(12)}-{'x'.join(numbers)}.webp")


def redrawn(content):
    """Have the picture in a file drawn anew, by a process of its own.

    Return the words of its answer, see `initiatives.redraw`, and the WebP: nothing but pixels is
    left of the file.
    """
    if not PLACES.acquire(blocking=False):
        return ["busy"], b""
    try:
        if not ONE_AT_A_TIME.acquire(timeout=PATIENCE):
            return ["busy"], b""
        try:
            return ask_program(content)
        finally:
            ONE_AT_A_TIME.release()
    finally:
        PLACES.release()


def ask_program(content):
    """Start the program that draws a picture anew, and return its answer as `redrawn` does."""
    program = [sys.executable, "-m", f"{__package__}.redraw", str(PROCESSOR_TIME), str(MEMORY)]
    try:
        ended = subprocess.run(  # noqa: S603 nothing of the command is from outside
            program,
            input=content,
            capture_output=True,
            cwd=settings.BASE_DIR,
            env={},  # whoever takes it over learns no secret of the site
            timeout=TIME,
        )
    except (subprocess.TimeoutExpired, OSError):
        # It gets too little of the processor to come to an end, or does not start at all.
        logger.exception("no picture can be read")
        return ["busy"], b""
    if ended.returncode < 0:
        # Killed by the system, at one of its limits.
        return ["too_heavy"], b""
    if ended.returncode:
        logger.error("no picture can be read: %s", ended.stderr.decode(errors="replace"))
        return ["busy"], b""
    line, _end, drawn = ended.stdout.partition(b"\n")
    return line.decode().split(), drawn


class StoredPicture(ImageFieldFile):
    """A picture that knows its size by its name."""

    @property
    def size_in_name(self):
        """Its (width, height) in pixels; (None, None) where it came by another way."""
        found = SIZE_IN_NAME.search(self.name or "")
        return (int(found[1]), int(found[2])) if found else (None, None)

    @property
    def width(self):
        return self.size_in_name[0]

    @property
    def height(self):
        return self.size_in_name[1]


class PictureField(models.ImageField):
    """A picture that every form makes safe, whichever it is."""

    attr_class = StoredPicture

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": PictureFormField, **kwargs})
