"""Pictures as visitors send them, made safe and light before anything is stored."""

import re
import secrets
import warnings
from io import BytesIO
from struct import error as struct_error
from threading import Lock

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadhandler import FileUploadHandler
from django.db import models
from django.db.models.fields.files import ImageFieldFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

LARGEST_FILE = 8 * 1024 * 1024  # bytes, as sent
MOST_PIXELS = 40_000_000  # as sent: a decompression bomb is a small file with more
SIZE = (960, 720)  # pixels, as stored: at most
QUALITY = 60  # of WebP: about 40 kB for a photograph of that size
FORMATS = ("JPEG", "PNG", "WEBP")
ONE_AT_A_TIME = Lock()
# The size stands in the name, so that no page has to open the file.
SIZE_IN_NAME = re.compile(r"-(\d+)x(\d+)(?:_\w+)?\.webp$")


class ReadNoFurther(FileUploadHandler):
    """Throw away what comes after the largest file that is taken: enough to say it is too large."""

    def receive_data_chunk(self, raw_data, start):
        return raw_data if start <= LARGEST_FILE else None

    def file_complete(self, file_size):
        return None


class PictureFormField(forms.FileField):
    """A JPEG, PNG or WebP picture; gives a small WebP without metadata, under a random name."""

    widget = forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})
    default_error_messages = {
        "too_large": _("This file is too large: %(size)s. Send a picture of at most %(most)s."),
        "too_many_pixels": _("This picture is too large. Send one of at most 40 million pixels."),
        "unreadable": _("This file is not a picture that can be read. Send a JPEG, PNG or WebP."),
    }

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
        # The largest takes 750 MB while it is read, however small its file.
        with ONE_AT_A_TIME:
            return self.made_again(file)

    def made_again(self, file):
        """Return the picture drawn anew: nothing but its pixels is left of the file."""
        try:
            # Pillow warns of half a bomb and raises at a whole one: both are refused.
            with warnings.catch_warnings():
                warnings.simplefilter("error", Image.DecompressionBombWarning)
                picture = Image.open(file, formats=FORMATS)
                if picture.width * picture.height > MOST_PIXELS:
                    raise ValidationError(self.error_messages["too_many_pixels"], "too_many_pixels")
                picture.draft("RGB", SIZE)
                ImageOps.exif_transpose(picture, in_place=True)
                picture = on_white(picture)
        except ValidationError:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            message = self.error_messages["too_many_pixels"]
            raise ValidationError(message, "too_many_pixels") from error
        # Whatever Pillow stumbles over in a file that somebody made up.
        except (
            UnidentifiedImageError,
            OSError,
            SyntaxError,
            ValueError,
            EOFError,
            OverflowError,
            KeyError,
            IndexError,
            TypeError,
            struct_error,
        ) as error:
            raise ValidationError(self.error_messages["unreadable"], "unreadable") from error
        picture.thumbnail(SIZE)
        content = BytesIO()
        picture.save(content, "WEBP", quality=QUALITY)
        name = f"{secrets.token_urlsafe(12)}-{picture.width}x{picture.height}.webp"
        return ContentFile(content.getvalue(), name=name)


def on_white(picture):
    """Return the picture in plain colours; what it leaves transparent is white."""
    if picture.mode.startswith("I;16"):
        # Sixteen bits of grey: Pillow would cut them off where they are to be divided.
        picture = picture.convert("I").point(lambda grey: grey / 256).convert("L")
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    picture = picture.convert("RGBA")
    # Before there is a second one: forty million pixels take 160 MB.
    picture.thumbnail(SIZE)
    ground = Image.new("RGBA", picture.size, "white")
    ground.alpha_composite(picture)
    return ground.convert("RGB")


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
