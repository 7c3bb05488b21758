"""Pictures: what is taken, what it becomes, who sees it; a sound one is never asked twice."""

import struct
import zlib
from io import BytesIO

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from contributions.models import Proposal
from initiatives.models import Initiative
from initiatives.pictures import LARGEST_FILE, PictureFormField
from tests.factories import ProposalFactory, UserFactory
from tests.pages import words

from .sending import ADDRESS, filled_form, picture, with_picture


def cleaned(file):
    """Return the stored picture that a file becomes."""
    made = PictureFormField().clean(file)
    return Image.open(BytesIO(made.read())), made.name


def bomb():
    """Return a PNG of a few bytes that unfolds into 10,000 times 10,000 pixels."""

    def chunk(kind, data):
        length, crc = struct.pack(">I", len(data)), struct.pack(">I", zlib.crc32(kind + data))
        return length + kind + data + crc

    head = struct.pack(">IIBBBBB", 10_000, 10_000, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 10_001 * 10, 9)
    content = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows)
    return SimpleUploadedFile("a.png", content + chunk(b"IEND", b""))


def content_of(form, **options):
    return picture(form, **options).read()


# What is taken


@pytest.mark.parametrize(
    "file",
    [
        pytest.param(lambda: picture("JPEG", (3000, 2000)), id="large JPEG"),
        pytest.param(lambda: picture("JPEG", mode="CMYK"), id="CMYK"),
        pytest.param(lambda: picture("JPEG", mode="L"), id="grey JPEG"),
        pytest.param(lambda: picture("PNG", mode="I;16"), id="16-bit PNG"),
        pytest.param(lambda: picture("PNG", mode="1"), id="two colours"),
        pytest.param(lambda: picture("PNG", mode="LA"), id="grey with transparency"),
        pytest.param(lambda: picture("PNG", mode="P", transparency=0), id="palette"),
        pytest.param(lambda: picture("PNG", mode="RGBA"), id="RGBA"),
        pytest.param(lambda: picture("WEBP"), id="WebP"),
        pytest.param(lambda: picture("PNG", (1, 1)), id="one pixel"),
        pytest.param(lambda: picture("PNG", (4000, 1)), id="a line"),
        pytest.param(
            lambda: picture("WEBP", save_all=True, append_images=[Image.new("RGB", (40, 30), 9)]),
            id="animated WebP",
        ),
        pytest.param(
            lambda: picture("PNG", save_all=True, append_images=[Image.new("RGB", (40, 30), 9)]),
            id="animated PNG",
        ),
    ],
)
def test_every_sound_picture_becomes_a_small_webp(file):
    made, name = cleaned(file())
    assert (made.format, made.mode) == ("WEBP", "RGB")
    assert made.width <= 960
    assert made.height <= 720
    assert getattr(made, "n_frames", 1) == 1
    assert name.endswith(f"-{made.width}x{made.height}.webp")


def test_transparency_becomes_white():
    made, _name = cleaned(picture("PNG", mode="RGBA"))
    assert min(made.getpixel((5, 5))) > 250


def test_sixteen_bits_of_grey_keep_their_shades():
    content = BytesIO()
    Image.new("I;16", (20, 20), 32768).save(content, "PNG")
    made, _name = cleaned(SimpleUploadedFile("a.png", content.getvalue()))
    assert all(120 <= shade <= 136 for shade in made.getpixel((5, 5)))


def test_a_picture_is_turned_as_the_camera_says_and_then_forgets_it():
    exif = Image.Exif()
    exif[0x0112] = 6  # a quarter turn
    exif[0x010F] = "Camera of Camille"
    file = picture("JPEG", (80, 40), exif=exif)
    assert b"Camille" in file.read()
    file.seek(0)
    made = PictureFormField().clean(file)
    stored = made.read()
    assert Image.open(BytesIO(stored)).size == (40, 80)
    assert b"Camille" not in stored
    assert b"EXIF" not in stored


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\0b.jpg", "é" * 300, "", "con.php.jpg"])
def test_the_name_of_the_file_is_never_used(name):
    file = picture()
    file._name = name
    _made, stored = cleaned(file)
    assert "/" not in stored
    assert stored.endswith("-40x30.webp")
    assert len(stored) < 50


# What is refused


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(lambda: b"", "empty", id="nothing"),
        pytest.param(lambda: b"\0" * 1000, "unreadable", id="zero bytes"),
        pytest.param(lambda: content_of("GIF"), "unreadable", id="GIF"),
        pytest.param(lambda: content_of("TIFF"), "unreadable", id="TIFF"),
        pytest.param(lambda: content_of("BMP"), "unreadable", id="BMP"),
        pytest.param(lambda: content_of("ICO"), "unreadable", id="ICO"),
        pytest.param(lambda: content_of("PDF"), "unreadable", id="PDF"),
        pytest.param(lambda: content_of("EPS"), "unreadable", id="EPS"),
        pytest.param(lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unreadable", id="SVG"),
        pytest.param(lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "unreadable", id="HEIC"),
        pytest.param(lambda: b"<script>alert(1)</script>", "unreadable", id="HTML"),
        pytest.param(lambda: content_of("JPEG", size=(400, 300))[:400], "unreadable", id="cut"),
        pytest.param(lambda: content_of("PNG", size=(400, 300))[:60], "unreadable", id="cut PNG"),
        pytest.param(lambda: content_of("WEBP")[:30], "unreadable", id="cut WebP"),
        pytest.param(lambda: b"\xff\xd8\xff\xe0" + b"\xff" * 500, "unreadable", id="broken JPEG"),
        pytest.param(lambda: b"\xff" * (LARGEST_FILE + 1), "too_large", id="too large"),
        pytest.param(lambda: bomb().read(), "too_many_pixels", id="bomb"),
        pytest.param(
            lambda: content_of("PNG", size=(8000, 5001), mode="1"), "too_many_pixels", id="pixels"
        ),
    ],
)
@pytest.mark.parametrize("name", ["grange.jpg", "grange.png"])
def test_what_is_no_picture_is_refused(content, code, name):
    with pytest.raises(ValidationError) as caught:
        PictureFormField().clean(SimpleUploadedFile(name, content()))
    assert caught.value.code == code


@pytest.mark.django_db
@pytest.mark.parametrize("size", [LARGEST_FILE + 1, 3 * LARGEST_FILE])
def test_a_file_that_is_too_large_is_said_to_be(client, size):
    huge = SimpleUploadedFile("a.jpg", b"\xff\xd8\xff" + b"x" * size)
    response = client.post(ADDRESS, with_picture(picture=huge))
    assert response.status_code == 422
    assert "trop lourd" in words(response)
    assert "8,0" in words(response)


@pytest.mark.django_db
def test_more_files_than_the_form_has_are_refused(client):
    files = {f"picture{number}": picture() for number in range(6)}
    assert client.post(ADDRESS, filled_form(**files)).status_code == 400


# With a proposal


@pytest.mark.django_db
def test_a_picture_comes_with_the_proposal(client, folder_of_pictures):
    assert client.post(ADDRESS, with_picture()).status_code == 302
    proposal = Proposal.objects.get()
    assert proposal.picture.name.startswith("proposed/")
    assert (proposal.picture.width, proposal.picture.height) == (40, 30)
    assert len(list(folder_of_pictures.rglob("*.webp"))) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["picture_alt", "picture_credit", "picture_consent"])
def test_what_belongs_to_a_picture_is_asked_only_with_one(client, name):
    response = client.post(ADDRESS, with_picture(**{name: None}))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [name]
    assert client.post(ADDRESS, filled_form()).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("button", ["send", "add-row", "save"])
def test_a_sound_picture_is_kept_whatever_else_is_wrong(client, folder_of_pictures, button):
    data = with_picture(**{button: "1", "name": ""})
    response = client.post(ADDRESS, data)
    [stored] = folder_of_pictures.rglob("*.webp")
    draft = Proposal.objects.get()
    if button == "save":
        response = client.get(response["Location"])
    address = f"/fr/suivi/{draft.secret}/photo/"
    assert f'src="{address}" width="40" height="30"' in response.content.decode()
    mended = {**data, "name": "La Grange", "send": "1", "save": "", "picture": ""}
    mended = {name: value for name, value in mended.items() if value}
    mended.pop("add-row", None)
    assert client.post(ADDRESS, mended)["Location"] == f"/fr/suivi/{draft.secret}/"
    sent = Proposal.objects.get()
    assert sent.state == "to_confirm"
    assert sent.picture.name == f"proposed/{stored.name}"
    assert [stored] == list(folder_of_pictures.rglob("*.webp"))


@pytest.mark.django_db
def test_a_kept_picture_gives_way_to_another_and_can_be_removed(
    client, folder_of_pictures, django_capture_on_commit_callbacks
):
    data = with_picture(name="")
    client.post(ADDRESS, data)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(ADDRESS, {**data, "picture": picture(size=(50, 20))})
    [stored] = folder_of_pictures.rglob("*.webp")
    assert "-50x20" in stored.name
    with django_capture_on_commit_callbacks(execute=True):
        del data["picture"]
        client.post(ADDRESS, {**data, "picture-clear": "on"})
    assert list(folder_of_pictures.rglob("*.webp")) == []
    assert not Proposal.objects.get().picture


@pytest.mark.django_db
def test_a_picture_that_is_none_is_told_at_its_field(client):
    response = client.post(
        ADDRESS, with_picture(picture=SimpleUploadedFile("a.jpg", b"<svg></svg>"))
    )
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["picture"]
    assert not Proposal.objects.exists()


# Who sees it


@pytest.fixture
def proposed(client, db):
    client.post(ADDRESS, with_picture())
    proposal = Proposal.objects.get()
    proposal.confirm()
    return Proposal.objects.get()


def test_a_proposed_picture_is_seen_by_whoever_has_the_secret(client, proposed):
    response = client.get(f"/fr/suivi/{proposed.secret}/photo/")
    assert response.status_code == 200
    assert response["Content-Type"] == "image/webp"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert client.get(f"/fr/suivi/{'x' * 43}/photo/").status_code == 404
    assert client.get(f"/fr/suivi/{ProposalFactory().secret}/photo/").status_code == 404


def test_a_proposed_picture_is_seen_by_staff_who_may_see_proposals(client, proposed):
    assert client.get(proposed.picture.url).status_code == 404
    user = UserFactory()
    client.force_login(user)
    assert client.get(proposed.picture.url).status_code == 404
    user.user_permissions.add(Permission.objects.get(codename="view_proposal"))
    response = client.get(proposed.picture.url)
    assert response.status_code == 200
    assert "private" in response["Cache-Control"]
    assert response.content[:4] == b"RIFF"


def test_a_published_picture_is_public_and_kept_for_long(client, proposed):
    initiative = proposed.accept(UserFactory(), proposed.version)
    initiative.publish()
    page = client.get(f"/fr/initiatives/{initiative.slug}/")
    url = initiative.picture.url
    assert url.startswith("/media/pictures/")
    html = page.content.decode()
    assert f'<img src="{url}" width="40" height="30" loading="lazy" alt="Une grange">' in html
    assert "Photo\N{NO-BREAK SPACE}: Mairie" in html
    response = client.get(url)
    assert response.status_code == 200
    assert "max-age=31536000" in response["Cache-Control"]
    assert "immutable" in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]


def test_a_page_is_shown_although_the_file_of_its_picture_is_gone(client, proposed):
    initiative = proposed.accept(UserFactory(), proposed.version)
    initiative.publish()
    initiative.picture.storage.delete(initiative.picture.name)
    assert client.get(f"/fr/initiatives/{initiative.slug}/").status_code == 200
    assert client.get(initiative.picture.url).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["..", "%2e%2e%2fdb.sqlite3", "..%5c..", "x.webp", "%00", "a" * 300]
)
@pytest.mark.parametrize("folder", ["pictures", "proposed"])
def test_there_is_no_way_out_of_the_folder_of_pictures(admin_client, folder, name):
    assert admin_client.get(f"/media/{folder}/{name}").status_code in {400, 404}


@pytest.mark.django_db
def test_a_picture_by_another_way_has_no_known_size():
    assert Initiative(picture="pictures/a.webp").picture.width is None
