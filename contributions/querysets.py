"""Which contributions wait for whom."""

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.text import Truncator

from initiatives.models import Initiative, SupportOrganisation
from resources.models import kept_to

# The states of a contribution whose sender has not confirmed the address.
UNCONFIRMED = ["draft", "to_confirm"]

DRAFTS_ARE_KEPT = timedelta(days=30)
CONFIRMATION_IS_AWAITED = timedelta(days=14)
# After the decision.
CONTACTS_ARE_KEPT = timedelta(days=365)
MAILS_ARE_KEPT = timedelta(days=90)
# A contact who does not answer is asked again after this time, and no sooner.
ASK_AGAIN_AFTER = timedelta(days=90)
# A mail that was being sent for longer was cut off: nobody knows whether it left.
SENDING_TAKES = timedelta(minutes=15)


def of_place_in(codes, proposal=""):
    """Return the condition that the place of a proposal lies in one of the regions."""
    return Q(**{f"{proposal}commune__department__region__in": codes}) | Q(
        **{f"{proposal}department__region__in": codes}
    )


def of_record_in(codes, holder=""):
    """Return the condition that the record that is named by content type is of the regions."""
    condition = Q()
    for model in (Initiative, SupportOrganisation):
        condition |= Q(
            **{
                f"{holder}content_type": ContentType.objects.get_for_model(model),
                f"{holder}object_id__in": model.objects.in_regions(codes).values("pk"),
            }
        )
    return condition


def within(column, period):
    """Return the condition that a moment lies within a period up to now.

    Not after it: where a clock was wrong and is set back, nobody is to be counted for what is
    still to come.
    """
    now = timezone.now()
    return Q(**{f"{column}__gt": now - period, f"{column}__lte": now})


class StaffQuerySet(QuerySet):
    """Rows of which each person of staff sees those of their regions; a subclass says which.

    `in_regions(codes)` selects those.
    """

    def seen_by(self, user):
        """Those that a person of staff may see as far as regions go; see `kept_to`."""
        codes = kept_to(user)
        return self if codes is None else self.in_regions(codes)


class ContributionQuerySet(StaffQuerySet):
    """Contributions, of either kind, by what is to be done about them."""

    def unchanged_for(self, days):
        """Those to which nothing has happened for more than so many days."""
        return self.filter(updated_at__lt=timezone.now() - timedelta(days=days))

    def to_review(self):
        """Those that wait for staff."""
        return self.filter(state="to_review")

    def visible_to_staff(self):
        """Those whose sender has confirmed the address."""
        return self.exclude(state__in=UNCONFIRMED)

    def sent_within(self, period):
        """Those that came in within a period up to now, drafts included."""
        return self.filter(within("created_at", period))

    def stale(self):
        """Drafts and unconfirmed ones whose time is over."""
        now = timezone.now()
        return self.filter(
            Q(state="draft", updated_at__lt=now - DRAFTS_ARE_KEPT)
            | Q(state="to_confirm", updated_at__lt=now - CONFIRMATION_IS_AWAITED)
        )

    def with_old_contact(self):
        """Those decided so long ago that the contact details are to go."""
        return self.filter(
            contact_purged_at__isnull=True,
            turns__after__in=["accepted", "refused"],
            turns__at__lt=timezone.now() - CONTACTS_ARE_KEPT,
        )


class ProposalQuerySet(ContributionQuerySet):
    """Proposals by their place."""

    def in_regions(self, codes):
        """Those whose commune or department lies in one of the regions."""
        return self.filter(of_place_in(codes))


class CorrectionQuerySet(ContributionQuerySet):
    """Corrections by the place of the record."""

    def in_regions(self, codes):
        """Those of a record that stands in one of the regions, or serves a part of it."""
        return self.filter(of_record_in(codes))


class RecordContactQuerySet(StaffQuerySet):
    """Contacts of records by what they were asked."""

    def in_regions(self, codes):
        """Those of a record that stands in one of the regions, or serves a part of it."""
        return self.filter(of_record_in(codes))

    def remember(self, contribution, record):
        """Keep who sent a contribution as a contact of the record, once, if they agreed to it."""
        if contribution.may_ask_again and contribution.contact_email:
            self.get_or_create(
                content_type=ContentType.objects.get_for_model(record),
                object_id=record.pk,
                email=contribution.contact_email,
                defaults={
                    "name": contribution.contact_name,
                    "language": contribution.language,
                },
            )

    def unanswered(self):
        """Those who were asked and have not answered since."""
        return self.filter(asked_at__isnull=False).exclude(answered_at__gte=F("asked_at"))

    def of(self, records):
        """Those of the records of a queryset."""
        kind = ContentType.objects.get_for_model(records.model)
        return self.filter(content_type=kind, object_id__in=records.values("pk"))

    def of_other_than(self, records):
        """Those of records of the same model that are not in a queryset, or exist no more."""
        kind = ContentType.objects.get_for_model(records.model)
        return self.filter(content_type=kind).exclude(object_id__in=records.values("pk"))

    def due(self):
        """Those who were never asked, or so long ago that they may be asked again."""
        before = timezone.now() - ASK_AGAIN_AFTER
        return self.filter(Q(asked_at__isnull=True) | Q(asked_at__lt=before))


class MailQuerySet(StaffQuerySet):
    """E-mails by where they stand."""

    def in_regions(self, codes):
        """Those about a contribution or a record of one of the regions."""
        return self.filter(
            of_place_in(codes, "contribution__proposal__")
            | of_record_in(codes, "contribution__correction__")
            | of_record_in(codes, "contact__")
        )

    def with_shown_recipient(self):
        """Each with the address that staff may see: "" until its owner has confirmed it.

        A contribution that is confirmed may have been written to at another address before.
        """
        confirmed = ~Q(contribution__state__in=UNCONFIRMED) & Q(
            recipient__iexact=F("contribution__contact_email")
        )
        shown = When(confirmed | Q(contribution=None), then="recipient")
        return self.annotate(shown_recipient=Case(shown, default=Value("")))

    def of_no_use(self):
        """Those sent long ago, and those that nobody has sent again since they got stuck."""
        before = timezone.now() - MAILS_ARE_KEPT
        return self.filter(
            Q(state="sent", sent_at__lt=before)
            | Q(state__in=["failed", "unknown"], begun_at__lt=before)
        )

    def queued_within(self, period):
        """Those that were queued within a period up to now."""
        return self.filter(within("queued_at", period))

    def stuck(self):
        """Those that could not be sent, or of which nobody knows whether they left."""
        return self.filter(state__in=["failed", "unknown"])

    def queue(self, key, *, template, recipient, language, **context):
        """Store an e-mail to be sent, once for each `key`; return it.

        In the transaction of what it tells: it leaves if, and only if, that is stored. The texts
        are those of `templates/contributions/mails/`, in the language of the recipient.
        """
        kept = {name: context[name] for name in ("contribution", "contact") if name in context}
        with translation.override(language):
            texts = {
                name: render_to_string(f"contributions/mails/{template}.{kind}", context).strip()
                for name, kind in (("subject", "subject.txt"), ("text", "txt"), ("html", "html"))
            }
        # In one line, and no longer than its column: names of records may be.
        texts["subject"] = Truncator(" ".join(texts["subject"].splitlines())).chars(200)
        mail, _is_new = self.get_or_create(
            key=key, defaults={"recipient": recipient, "language": language, **texts, **kept}
        )
        return mail

    def due(self):
        """Those to be sent now, oldest first."""
        return self.filter(state="waiting", send_after__lte=timezone.now()).order_by("pk")

    def cut_off(self):
        """Those that a process began to send and never told the end of."""
        return self.filter(state="sending", begun_at__lt=timezone.now() - SENDING_TAKES)

    def claim(self, pk):
        """Begin to send a mail; return whether nobody else has."""
        return bool(
            self.filter(pk=pk, state="waiting").update(
                state="sending", begun_at=timezone.now(), tries=F("tries") + 1
            )
        )
