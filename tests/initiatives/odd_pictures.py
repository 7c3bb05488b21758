"""Picture files as nobody's camera writes them, and colour profiles, made byte by byte."""

import re
import struct
import zlib
from io import BytesIO

from PIL import Image

SEGMENT = re.compile(rb"\xff[\xc0-\xcf\xd9-\xfe]")


def file_of(picture, form, **options):
    """Return the bytes of a picture in a format."""
    content = BytesIO()
    picture.save(content, form, **options)
    return content.getvalue()


def plain(form="JPEG", size=(40, 30), mode="RGB", colour=0, **options):
    return file_of(Image.new(mode, size, colour), form, **options)


# JPEG


def segment(marker, data=b""):
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data


def with_segments(segments, jpeg=None):
    """Return a JPEG with more segments, before its own."""
    jpeg = jpeg or plain()
    return jpeg[:2] + segments + jpeg[2:]


def with_scans(number):
    """Return a JPEG of so many scans: the last of a progressive one, again and again."""
    jpeg = plain("JPEG", progressive=True)
    at, starts = 2, []
    while found := SEGMENT.search(jpeg, at):
        starts.append((jpeg[found.start() + 1], found.start()))
        at = found.end() + int.from_bytes(jpeg[found.end() : found.end() + 2], "big")
    *_others, (_marker, last), (_end, end) = [
        (marker, start) for marker, start in starts if marker in (0xDA, 0xD9)
    ]
    scans = sum(marker == 0xDA for marker, _start in starts)
    return jpeg[:end] + jpeg[last:end] * (number - scans) + jpeg[end:]


# PNG


def chunk(kind, data=b""):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(size, bits, colours, rows, *chunks, interlaced=0):
    """Return a PNG of raw rows, each with its filter byte; `colours` is 0 for grey, 2 for RGB."""
    head = struct.pack(">IIBBBBB", *size, bits, colours, 0, 0, interlaced)
    parts = [chunk(b"IHDR", head), *chunks, chunk(b"IDAT", zlib.compress(rows, 9)), chunk(b"IEND")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def interlaced_png():
    """Return 8 by 8 grey pixels in the seven passes of Adam7."""
    passes = [(1, 1), (1, 1), (2, 1), (2, 2), (4, 2), (4, 4), (8, 4)]
    rows = b"".join((b"\0" + b"\x80" * width) * height for width, height in passes)
    return png((8, 8), 8, 0, rows, interlaced=1)


def profile_chunk(profile):
    return chunk(b"iCCP", b"profile\0\0" + zlib.compress(profile, 9))


# WebP


def large_webp():
    """Return the head of a WebP of 5,000 by 4,001 pixels, which says no more."""
    size = b"".join((each - 1).to_bytes(3, "little") for each in (5000, 4001))
    return b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0" + b"\0" * 4 + size


# Profiles of ICC.1:2001, as small as they may be


def icc(space, pcs, tags):
    """Return a profile of a colour space with these {name: data} tags."""
    table, body, at = b"", b"", 128 + 4 + 12 * len(tags)
    for name, data in tags.items():
        data += b"\0" * (-len(data) % 4)
        table += name + struct.pack(">II", at + len(body), len(data))
        body += data
    head = struct.pack(">I4sI4s4s4s", at + len(body), b"\0" * 4, 0x02400000, b"mntr", space, pcs)
    head += b"\0" * 12 + b"acsp" + b"\0" * 28 + struct.pack(">iii", *fixed(0.9642, 1, 0.82491))
    return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


def fixed(*numbers):
    return [round(number * 65536) for number in numbers]


def rgb_profile(red, green, blue, gamma=2.19921875):
    """Return a profile of three primaries, each as XYZ under D50, and one gamma."""
    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256))
    colours = zip((b"rXYZ", b"gXYZ", b"bXYZ"), (red, green, blue), strict=True)
    tags = {name: b"XYZ \0\0\0\0" + struct.pack(">iii", *fixed(*place)) for name, place in colours}
    return icc(b"RGB ", b"XYZ ", {**tags, **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)})


def cmyk_profile(lightness, a, b):
    """Return a profile by which paper is white, black black, all other ink one colour of CIELAB."""
    straight = bytes(range(256))
    ink = bytes([round(lightness * 2.55), a + 128, b + 128])
    paper, black = bytes([255, 128, 128]), bytes([0, 128, 128])
    corners = paper + black + (ink + black) * 7
    unchanged = struct.pack(">9i", *fixed(1, 0, 0, 0, 1, 0, 0, 0, 1))
    table = b"mft1\0\0\0\0" + bytes([4, 3, 2, 0]) + unchanged
    table += straight * 4 + corners + straight * 3
    return icc(b"CMYK", b"Lab ", {b"A2B0": table})
