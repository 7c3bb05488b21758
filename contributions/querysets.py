"""Which contributions wait for whom."""

from datetime import timedelta

from django.db.models import F, Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation

DRAFTS_ARE_KEPT = timedelta(days=30)
CONFIRMATION_IS_AWAITED = timedelta(days=14)
# After the decision.
CONTACTS_ARE_KEPT = timedelta(days=365)
# A mail that was being sent for longer was cut off: nobody knows whether it left.
SENDING_TAKES = timedelta(minutes=15)


class ContributionQuerySet(QuerySet):
    """Contributions, of either kind, by what is to be done about them."""

    def to_review(self):
        """Those that wait for staff."""
        return self.filter(state="to_review")

    def visible_to_staff(self):
        """Those whose sender has confirmed the address."""
        return self.exclude(state__in=["draft", "to_confirm"])

    def sent_since(self, moment):
        """Those that came in after a moment, drafts included."""
        return self.filter(created_at__gt=moment)

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
            state__in=["accepted", "refused"],
            contact_purged_at__isnull=True,
            updated_at__lt=timezone.now() - CONTACTS_ARE_KEPT,
        )


class RecordContactQuerySet(QuerySet):
    """Contacts of records by what they were asked."""

    def not_asked_since(self, moment):
        """Those who were never asked, or before a moment only."""
        return self.filter(Q(asked_at__isnull=True) | Q(asked_at__lt=moment))


class MailQuerySet(QuerySet):
    """E-mails by where they stand."""

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
        texts["subject"] = " ".join(texts["subject"].split())
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
