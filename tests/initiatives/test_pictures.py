"""Pictures are read by another process: what it takes, what it refuses, what it may cost."""

from io import BytesIO
from zlib import compress

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from initiatives import pictures
from initiatives.pictures import PictureFormField

from .odd_pictures import (
    chunk,
    cmyk_profile,
    file_of,
    interlaced_png,
    large_webp,
    plain,
    png,
    profile_chunk,
    rgb_profile,
    segment,
    with_scans,
    with_segments,
)


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    """Let the reader wait for a busy processor: what it takes of it is limited anyway."""
    monkeypatch.setattr(pictures, "TIME", 120)


def drawn(content):
    """Return the picture that a file becomes."""
    made = PictureFormField().clean(SimpleUploadedFile("a", content)).read()
    picture = Image.open(BytesIO(made))
    assert (picture.format, picture.mode) == ("WEBP", "RGB")
    assert {"exif", "icc_profile", "xmp"}.isdisjoint(picture.info)
    return picture


def refusal(content):
    """Return why a file is refused: the code, and what the visitor reads."""
    with pytest.raises(ValidationError) as caught:
        PictureFormField().clean(SimpleUploadedFile("a", content))
    return caught.value.code, "".join(caught.value.messages)


def about(*colour):
    return pytest.approx(colour, abs=5)


# What is taken

FRAMES = [Image.new("RGB", (40, 30), (number, 0, 0)) for number in range(120)]
HELD_ON_ITS_SIDE = b"Exif\0\0MM\0*\0\0\0\x08\0\1\1\x12\0\3\0\0\0\1\0\6\0\0\0\0\0\0"


@pytest.mark.parametrize(
    ("content", "size"),
    [
        pytest.param(lambda: with_scans(20), (40, 30), id="twenty scans"),
        pytest.param(
            lambda: with_segments(segment(0xE1, b"\xff\xda\0\2" * 30)), (40, 30), id="no true scans"
        ),
        pytest.param(
            lambda: with_segments(segment(0xE1, HELD_ON_ITS_SIDE)), (30, 40), id="on its side"
        ),
        pytest.param(
            lambda: with_segments(segment(0xE1, b"Exif\0\0MM\0*" + b"\xff" * 60_000) * 9),
            (40, 30),
            id="huge and broken EXIF",
        ),
        pytest.param(
            lambda: file_of(FRAMES[0], "MPO", save_all=True, append_images=FRAMES[1:3]),
            (40, 30),
            id="MPO",
        ),
        pytest.param(
            lambda: file_of(FRAMES[0], "PNG", save_all=True, append_images=FRAMES[1:]),
            (40, 30),
            id="APNG of many frames",
        ),
        pytest.param(
            lambda: file_of(FRAMES[0], "WEBP", save_all=True, append_images=FRAMES[1:]),
            (40, 30),
            id="WebP of many frames",
        ),
        pytest.param(interlaced_png, (8, 8), id="interlaced PNG"),
        pytest.param(
            lambda: png((2, 1), 16, 2, b"\0" + b"\x80\0" * 6), (2, 1), id="sixteen bits of RGB"
        ),
        pytest.param(lambda: plain("PNG", (7300, 5400), "1"), (960, 710), id="39 million pixels"),
        pytest.param(
            lambda: plain(size=(20_000, 200), mode="CMYK", progressive=True),
            (960, 10),
            id="thin and progressive",
        ),
    ],
)
def test_odd_pictures_are_read(content, size):
    assert drawn(content()).size == size


# What is refused


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(lambda: with_scans(21), "too_many_parts", id="21 scans"),
        pytest.param(lambda: with_scans(4000), "too_many_parts", id="4,000 scans"),
        pytest.param(
            lambda: b"\xff\xd8\xff\2" + with_scans(30)[2:],
            "too_many_parts",
            id="scans behind a marker that decoders pass over",
        ),
        pytest.param(
            lambda: with_segments(segment(0xFE) * 20_000), "too_many_parts", id="comments"
        ),
        pytest.param(
            lambda: png((1, 1), 8, 0, b"\0\0", *[chunk(b"teSt")] * 20_000),
            "too_many_parts",
            id="chunks",
        ),
        pytest.param(
            lambda: png((1, 1), 8, 0, b"\0\0", chunk(b"zTXt", b"a\0\0" + compress(bytes(10**8)))),
            "unreadable",
            id="text that unfolds",
        ),
        pytest.param(large_webp, "too_many_pixels", id="20.01 million pixels of WebP"),
        pytest.param(
            lambda: plain("PNG", (7300, 5500), "1"), "too_many_pixels", id="40.2 million pixels"
        ),
        pytest.param(lambda: with_scans(5)[:-300], "unreadable", id="cut off"),
    ],
)
def test_what_would_cost_too_much_is_refused(content, code):
    assert refusal(content())[0] == code


def test_how_many_pixels_may_be_sent_is_told():
    assert "20 millions" in refusal(large_webp())[1]
    assert "40 millions" in refusal(plain("PNG", (7300, 5500), "1"))[1]


@pytest.mark.parametrize(("name", "value"), [("MEMORY", 60_000_000), ("PROCESSOR_TIME", 0)])
def test_the_process_that_reads_is_held_to_its_limits(monkeypatch, name, value):
    content = plain("PNG", (6000, 6000), "RGBA", compress_level=1)
    monkeypatch.setattr(pictures, name, value)
    assert refusal(content)[0] == "too_heavy"


def test_a_picture_that_cannot_be_read_in_time_may_be_sent_again(monkeypatch, caplog):
    monkeypatch.setattr(pictures, "TIME", 0.001)
    code, message = refusal(plain())
    assert code == "busy"
    assert "choisissez" in message
    assert "no picture can be read" in caplog.text


def test_no_more_than_two_threads_wait_for_pictures():
    """The others are left for pages; the place of each is free again whatever came of it."""
    for content in (plain(), b"x", with_scans(30)):
        with pictures.PLACES, pictures.PLACES:
            assert refusal(content)[0] == "busy"
    assert drawn(plain())


# Colours

# Primaries as XYZ under D50.
SRGB = (0.43607, 0.22249, 0.01392), (0.38515, 0.71687, 0.09708), (0.14307, 0.06061, 0.7141)
ADOBE = (0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457)
P3 = (0.51512, 0.2412, -0.00105), (0.29198, 0.69225, 0.04189), (0.1571, 0.06657, 0.78407)
RED_FOR_GREEN = SRGB[1], SRGB[0], SRGB[2]


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(
    ("primaries", "sent", "expected"),
    [
        pytest.param(ADOBE, (100, 150, 100), (66, 151, 97), id="Adobe RGB"),
        pytest.param(ADOBE, (150, 100, 80), (167, 100, 78), id="Adobe RGB, brown"),
        pytest.param(P3, (100, 150, 100), (83, 153, 94), id="P3"),
        pytest.param(RED_FOR_GREEN, (200, 60, 60), (60, 200, 60), id="red for green"),
    ],
)
def test_the_numbers_of_a_profile_become_those_of_the_web(form, primaries, sent, expected):
    options = {"icc_profile": rgb_profile(*primaries), "quality": 95}
    picture = drawn(plain(form, colour=sent, **options))
    assert picture.getpixel((20, 15)) == about(*expected)


@pytest.mark.parametrize(
    ("mode", "sent", "expected"),
    [
        pytest.param("RGBA", (200, 60, 60, 255), (60, 200, 60), id="opaque"),
        pytest.param("RGBA", (200, 60, 60, 0), (255, 255, 255), id="transparent"),
    ],
)
def test_a_profile_holds_for_what_is_not_transparent(mode, sent, expected):
    content = plain("PNG", mode=mode, colour=sent, icc_profile=rgb_profile(*RED_FOR_GREEN))
    assert drawn(content).getpixel((20, 15)) == about(*expected)


def test_a_profile_holds_for_a_palette():
    picture = Image.new("RGB", (40, 30), (200, 60, 60)).quantize(4)
    content = file_of(picture, "PNG", icc_profile=rgb_profile(*RED_FOR_GREEN))
    assert drawn(content).getpixel((20, 15)) == about(60, 200, 60)


@pytest.mark.parametrize(
    ("ink", "profile", "expected"),
    [
        pytest.param((200, 60, 200, 20), None, (51, 180, 51), id="no profile"),
        pytest.param((0, 0, 0, 0), None, (255, 255, 255), id="paper without a profile"),
        pytest.param((0, 0, 0, 255), None, (0, 0, 0), id="black without a profile"),
        pytest.param((255, 0, 0, 0), cmyk_profile(54, 81, 70), (254, 0, 5), id="cyan that is red"),
        pytest.param((0, 0, 0, 0), cmyk_profile(54, 81, 70), (255, 255, 255), id="paper"),
        pytest.param((255, 0, 0, 0), b"no profile", (0, 255, 255), id="broken profile"),
        pytest.param((255, 0, 0, 0), rgb_profile(*P3), (0, 255, 255), id="profile of RGB"),
    ],
)
def test_inks_become_the_colours_that_they_print(ink, profile, expected):
    options = {"icc_profile": profile} if profile else {}
    content = plain(mode="CMYK", colour=ink, quality=95, **options)
    assert drawn(content).getpixel((20, 15)) == about(*expected)


@pytest.mark.parametrize("mode", ["RGB", "L"])
@pytest.mark.parametrize(
    "profile",
    [b"", b"x", b"\0" * 500, rgb_profile(*P3)[:200], cmyk_profile(54, 81, 70), b"x" * 300_000],
)
def test_a_profile_that_says_nothing_is_passed_over(mode, profile):
    grey = 100 if mode == "L" else (100, 100, 100)
    content = plain(mode=mode, colour=grey, quality=95, icc_profile=profile)
    assert drawn(content).getpixel((20, 15)) == about(100, 100, 100)


def test_a_profile_that_unfolds_is_no_profile():
    rows = b"\0" + b"\x64" * 3
    content = png((1, 1), 8, 2, rows, profile_chunk(bytes(10**8)))
    assert refusal(content)[0] == "unreadable"
