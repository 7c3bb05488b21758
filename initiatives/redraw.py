"""Draw a picture anew: `python -m initiatives.redraw SECONDS BYTES < picture > answer`.

A program of its own, so that a file that somebody made up costs no more than the seconds of
processor time and the bytes of memory named, whatever Pillow does with it. The answer is a line,
"ok WIDTH HEIGHT" with a WebP after it, or else the code of what is wrong: one of the messages of
`pictures.PictureFormField`. It knows nothing of Django, which would take a second to start.
"""

import re
import resource
import sys
import warnings
from collections import Counter
from contextlib import suppress
from io import BytesIO
from itertools import islice
from os import nice

from PIL import Image, ImageCms, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

FORMATS = [
    plugin.format
    for plugin in (
        JpegImagePlugin.JpegImageFile,
        PngImagePlugin.PngImageFile,
        WebPImagePlugin.WebPImageFile,
    )
]
# As sent, in millions: a decompression bomb is a small file with more. Of WebP Pillow holds four
# copies at a time, of the others two.
MOST_PIXELS, MOST_PIXELS_OF_WEBP = 40, 20
# Each scan of a JPEG goes over all its pixels. Cameras write one, programs ten to eighteen.
MOST_SCANS = 20
# Segments of a JPEG, chunks of a PNG: programs write some thousand bytes into each.
MOST_PARTS = 10_000
SIZE = (960, 720)  # pixels, as stored: at most
QUALITY = 60  # of WebP: about 40 kB for a photograph of that size
# How the camera was held, in EXIF, and what sets it right: from 5 on, width becomes height.
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
SRGB = ImageCms.createProfile("sRGB")

START_OF_JPEG, START_OF_PNG = b"\xff\xd8", b"\x89PNG\r\n\x1a\n"
# The markers of ITU-T T.81 that a decoder looks at; it passes over all others.
MARKER = re.compile(rb"\xff[\xc0-\xcf\xd9-\xfe]")
END_OF_IMAGE, START_OF_SCAN = b"\xff\xd9", b"\xff\xda"


class Refused(Exception):
    """The picture is not drawn; the first argument is the line of the answer."""


def limit(seconds, memory):
    """Let this process take so many seconds of processor time and bytes of memory, and no more."""
    nice(10)  # pages are served first
    bounds = {
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in bounds.items():
        # Not every system has each of them: macOS does not bound memory.
        with suppress(OSError, ValueError):
            resource.setrlimit(kind, (most, most))


def check_parts(content):
    """Refuse a file of more parts than programs write: each costs time, however small it is."""
    parts = Counter(islice(parts_of(content), MOST_PARTS + 1))
    if parts.total() > MOST_PARTS or parts[START_OF_SCAN] > MOST_SCANS:
        raise Refused("too_many_parts")


def parts_of(content):
    """Yield the marker of each segment of a JPEG, the name of each chunk of a PNG."""
    at = 0
    while content.startswith(START_OF_JPEG) and (marker := MARKER.search(content, at)):
        yield marker[0]
        if marker[0] == END_OF_IMAGE:
            return
        # What belongs to the marker may look like others, as the small picture in EXIF does.
        at = marker.end() + int.from_bytes(content[marker.end() : marker.end() + 2], "big")
    at = len(START_OF_PNG)
    while content.startswith(START_OF_PNG) and at < len(content):
        yield content[at + 4 : at + 8]
        # Four bytes of length, four of the name, four that check it.
        at += 12 + int.from_bytes(content[at : at + 4], "big")


def redrawn(content):
    """Return the picture in a file: of `SIZE` at most, upright, in sRGB, on white."""
    most = MOST_PIXELS_OF_WEBP if content[8:12] == b"WEBP" else MOST_PIXELS
    # Pillow warns from this number on, and raises from the double: before it makes room for them.
    Image.MAX_IMAGE_PIXELS = most * 1_000_000 // 2
    warnings.simplefilter("ignore", Image.DecompressionBombWarning)
    try:
        picture = Image.open(BytesIO(content), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise Refused(f"too_many_pixels {most}") from error
    orientation = orientation_of(picture)
    box = SIZE[::-1] if orientation >= 5 else SIZE
    # JPEG alone can be read at an eighth, a quarter or half of its size, in as much less memory.
    scale = max(picture.width / box[0], picture.height / box[1], 1)
    picture.draft(None, (picture.width / scale, picture.height / scale))
    profile = picture.info.get("icc_profile")
    picture = in_full_tones(picture)
    picture.thumbnail(box, reducing_gap=None)
    picture = in_srgb(on_white(picture), profile)
    # Nothing but the pixels is left of the file.
    picture.info = {}
    return picture.transpose(TURNS[orientation]) if orientation in TURNS else picture


def orientation_of(picture):
    """Return how the camera was held, 1 to 8; 1, which is upright, where that cannot be read."""
    with suppress(Exception):  # EXIF that is broken makes no broken picture
        orientation = picture.getexif().get(ORIENTATION)
        if orientation in TURNS:
            return orientation
    return 1


def in_full_tones(picture):
    """Return the picture in a mode that can be made smaller: no palette, eight bits or more."""
    if picture.mode in ("P", "PA") or (picture.mode == "RGB" and picture.has_transparency_data):
        return picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    return picture.convert("L") if picture.mode == "1" else picture


def on_white(picture):
    """Return the picture in eight bits without transparency; what was transparent is white."""
    if picture.mode.startswith("I"):
        # Sixteen bits of grey: Pillow would cut them off where they are to be divided.
        return picture.convert("I").point(lambda grey: grey / 256).convert("L")
    if picture.mode not in ("RGBA", "LA"):
        return picture
    ground = Image.new("RGBA", picture.size, "white")
    ground.alpha_composite(picture.convert("RGBA"))
    return ground.convert("RGB" if picture.mode == "RGBA" else "L")


def in_srgb(picture, profile):
    """Return the picture in the colours of the web; `profile` (ICC): what its numbers mean.

    A profile that is broken, or of pictures of another kind, says nothing.
    """
    if profile:
        with suppress(ImageCms.PyCMSError, OSError, TypeError, ValueError):
            return ImageCms.profileToProfile(
                picture,
                ImageCms.ImageCmsProfile(BytesIO(profile)),
                SRGB,
                outputMode="RGB",
            )
    return picture.convert("RGB")


def answer(content):
    """Return the line of the answer, and the WebP, empty where the picture is refused."""
    try:
        check_parts(content)
        picture, drawn = redrawn(content), BytesIO()
        picture.save(drawn, "WEBP", quality=QUALITY)
    except Refused as error:
        return error.args[0], b""
    except MemoryError:
        return "too_heavy", b""
    except Exception:  # whatever Pillow stumbles over in a file that somebody made up
        return "unreadable", b""
    return f"ok {picture.width} {picture.height}", drawn.getvalue()


if __name__ == "__main__":
    limit(*map(int, sys.argv[1:]))
    line, drawn = answer(sys.stdin.buffer.read())
    sys.stdout.buffer.write(line.encode() + b"\n" + drawn)
