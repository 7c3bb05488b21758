"""What keeps robots out of the public forms: no third party, no puzzle, no cookie."""

import time
from datetime import timedelta

from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from contributions.models import Contribution, OutgoingMail, PictureUpload, State
from contributions.models.contribution import new_secret
from resources.visitors import visitor_address

# A field that nobody sees; robots fill in whatever there is.
TRAP = "comment"
SHORTEST = 3  # seconds: nobody fills in a form sooner
LONGEST = 2 * 24 * 3600  # seconds
STAMP = "contributions.stamp"

HOURLY_FROM_ONE_ADDRESS = 10
DAILY_FOR_ONE_EMAIL = 5


class Guard:
    """The hidden fields of a public form: its stamp, and a trap.

    The stamp says when the form was handed out, and is the `key` under which what it brings is
    stored once. `problem` says why what came is not taken yet; "" where it is.
    """

    def __init__(self, data=None, key=None):
        self.key, self.problem = key or new_secret(), ""
        self.trap = TRAP
        if data is None:
            self.stamp = stamp(self.key)
            return
        self.stamp = data.get("stamp", "")
        try:
            stamped, handed_out = signing.loads(self.stamp, salt=STAMP)
        except signing.BadSignature:
            self.renew(_("This form can no longer be recognised. It is all there: send it again."))
            return
        self.key = key or stamped
        age = time.time() - handed_out
        if age > LONGEST:
            self.renew(_("This form was opened long ago. It is all there: please send it again."))
        elif age < 0:
            # The old stamp would be too young until the clock is where it was.
            self.renew(
                _(
                    "Our clock has been set back since you opened this form. It is all there: "
                    "please send it once more in a few seconds."
                )
            )
        elif age < SHORTEST:
            self.problem = _(
                "That was very quick, as robots are. It is all there: please send it once more."
            )
        if data.get(TRAP):
            self.problem = _(
                "A field that people do not see was filled in, as robots do. We have emptied it: "
                "please send the form once more."
            )

    def renew(self, problem):
        self.stamp, self.problem = stamp(self.key), problem


def stamp(key):
    """Return the signed text that says which form was handed out, and when."""
    return signing.dumps([key, time.time()], salt=STAMP)


def origin_of(request):
    """Return what stands for the address of the visitor: it can be compared, not read."""
    address = visitor_address(request)
    return salted_hmac("contributions.origin", address, algorithm="sha256").hexdigest()


def comes_too_often(origin):
    """Tell whether this address has sent in as much as it may within an hour."""
    hour = timedelta(hours=1)
    drafts = Contribution.objects.filter(state=State.DRAFT).sent_within(hour)
    counted = (
        drafts.filter(origin=origin),
        mails("to_confirm", hour).filter(contribution__origin=origin),
        mails("draft", hour).filter(contribution__origin=origin),
    )
    return bool(origin) and any(rows.count() >= HOURLY_FROM_ONE_ADDRESS for rows in counted)


def count_picture(origin):
    """Count a picture that is about to be read; raises `ValidationError` where that is too many.

    Sound or not, and whatever becomes of the form: reading it is what costs.
    """
    uploads = PictureUpload.objects.counted().filter(origin=origin)
    if comes_too_often(origin) or (origin and uploads.count() >= HOURLY_FROM_ONE_ADDRESS):
        raise ValidationError(
            _(
                "A lot has been sent from here in a short time. Nothing else is lost: send the "
                "form without a picture, or later."
            ),
            "too_often",
        )
    if origin:
        PictureUpload.objects.create(origin=origin)


def is_written_to_too_often(email):
    """Tell whether this e-mail address was written to, unconfirmed, as often as it may in a day.

    By the e-mails themselves: a contribution may name another address by now. What follows a "+"
    leads to the same mailbox.
    """
    name, _at, domain = email.rpartition("@")
    name = name.partition("+")[0]
    same = Q(recipient__iexact=f"{name}@{domain}") | Q(
        recipient__istartswith=f"{name}+", recipient__iendswith=f"@{domain}"
    )
    written = [
        mails(kind, timedelta(days=1)).filter(same).count() for kind in ("to_confirm", "draft")
    ]
    return sum(written) >= DAILY_FOR_ONE_EMAIL


def mails(kind, period):
    """Return the e-mails of a kind that were queued within a period up to now."""
    return OutgoingMail.objects.queued_within(period).filter(key__startswith=f"{kind}-")


def too_often():
    """Return what is said to those who send too much."""
    return _(
        "A lot has been sent from here, or to this e-mail address, in a short time. Nothing is "
        "lost: your form is below. Please send it later."
    )
