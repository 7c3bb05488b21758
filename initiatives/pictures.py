"""Pictures as visitors send them, made safe and light before anything is stored."""

import secrets
import warnings
from io import BytesIO

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

LARGEST_FILE = 8 * 1024 * 1024  # bytes, as sent
MOST_PIXELS = 40_000_000  # as sent: a decompression bomb is a small file with more
SIZE = (960, 720)  # pixels, as stored: at most
QUALITY = 60  # of WebP: about 40 kB for a photograph of that size
FORMATS = ("JPEG", "PNG", "WEBP")


class PictureFormField(forms.FileField):
    """A JPEG, PNG or WebP picture; gives a small WebP without metadata, under a random name."""

    widget = forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})
    default_error_messages = {
        "too_large": _("This file is too large: %(size)s. Send a picture of at most %(most)s."),
        "too_many_pixels": _("This picture is too large. Send one of at most 40 million pixels."),
        "unreadable": _("This file is not a picture that can be read. Send a JPEG, PNG or WebP."),
    }

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        # What is stored already comes back as it is; False asks to remove it.
        if not file or file is initial or not hasattr(file, "read"):
            return file
        if file.size > LARGEST_FILE:
            sizes = {"size": filesizeformat(file.size), "most": filesizeformat(LARGEST_FILE)}
            raise ValidationError(self.error_messages["too_large"], "too_large", sizes)
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
                picture = ImageOps.exif_transpose(picture).convert("RGB")
        except ValidationError:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            message = self.error_messages["too_many_pixels"]
            raise ValidationError(message, "too_many_pixels") from error
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
            raise ValidationError(self.error_messages["unreadable"], "unreadable") from error
        picture.thumbnail(SIZE)
        content = BytesIO()
        picture.save(content, "WEBP", quality=QUALITY)
        return ContentFile(content.getvalue(), name=f"{secrets.token_urlsafe(12)}.webp")


class PictureField(models.ImageField):
    """A picture that every form makes safe, whichever it is."""

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": PictureFormField, **kwargs})
