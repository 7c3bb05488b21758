"""What somebody sends in, and what becomes of it: one state machine for all of it."""

import secrets

from django.conf import settings
from django.core import signing
from django.db import models, transaction
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from contributions.querysets import ContributionQuerySet
from resources.models import filled, is_one_of
from search.fields import EmailField, LineField, TextField

from .mail import OutgoingMail

CONFIRMATION = "contributions.confirmation"
CONFIRM_WITHIN = 14 * 24 * 3600  # seconds


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    TO_CONFIRM = "to_confirm", _("To be confirmed by e-mail")
    TO_REVIEW = "to_review", _("To be reviewed")
    CHANGES_ASKED = "changes_asked", _("Changes asked")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")


# Where each state leads. To come again to the same one is to amend what was sent.
LEADS_TO = {
    State.DRAFT: {State.TO_CONFIRM, State.TO_REVIEW},
    State.TO_CONFIRM: {State.TO_CONFIRM, State.TO_REVIEW},
    State.TO_REVIEW: {State.TO_REVIEW, State.CHANGES_ASKED, State.ACCEPTED, State.REFUSED},
    State.CHANGES_ASKED: {State.TO_REVIEW, State.REFUSED},
    State.ACCEPTED: set(),
    State.REFUSED: set(),
}
# What each state came of, said to the contributor.
TOLD = {
    State.TO_CONFIRM: _("You sent it"),
    State.TO_REVIEW: _("You confirmed your e-mail address"),
    State.CHANGES_ASKED: _("The editors asked for changes"),
    State.ACCEPTED: _("The editors accepted it"),
    State.REFUSED: _("The editors refused it"),
}
NEED_A_REASON = {State.CHANGES_ASKED, State.REFUSED}


class TransitionRefused(Exception):
    """A transition that cannot be made any more; its text says why, in the reader's language."""


def new_secret():
    """Return what nobody guesses: 43 characters of an address."""
    return secrets.token_urlsafe(32)


class Contribution(models.Model):
    """A proposal or a correction: whose it is, where it stands, and every turn that it took."""

    State = State

    # Sent once, however often the form is: the key of the form that it came in.
    sending_key = models.CharField(max_length=43, unique=True, default=new_secret, editable=False)
    # Whoever knows it may follow the contribution, and amend it while it is open.
    secret = models.CharField(max_length=43, unique=True, default=new_secret, editable=False)
    state = models.CharField(
        _("state"), max_length=13, choices=State, default=State.DRAFT, db_index=True
    )
    # Counts the changes of content, so that nobody decides on what they have not seen.
    version = models.PositiveIntegerField(default=1, editable=False)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    contact_name = LineField(_("your name"), max_length=120, blank=True)
    contact_email = EmailField(_("your e-mail address"), blank=True)
    contact_phone = LineField(_("your telephone number"), max_length=30, blank=True)
    contact_role = LineField(_("your role in the project"), max_length=120, blank=True)
    may_ask_again = models.BooleanField(
        _("You may write to me once in a while, to ask whether the entry is still right."),
        default=False,
    )
    contact_purged_at = models.DateTimeField(_("contact deleted"), null=True, editable=False)
    # A keyed hash of the address that it came from: enough to count, too little to trace.
    origin = models.CharField(max_length=64, editable=False, blank=True)
    created_at = models.DateTimeField(_("begun"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last change"), auto_now=True)
    sent_at = models.DateTimeField(_("sent"), null=True, editable=False)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=is_one_of("state", State), name="contribution_state_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state=State.DRAFT)
                | filled("contact_email")
                | models.Q(contact_purged_at__isnull=False),
                name="contribution_sent_has_contact",
            ),
            models.CheckConstraint(
                condition=models.Q(state=State.DRAFT) | models.Q(sent_at__isnull=False),
                name="contribution_sent_has_moment",
            ),
        ]

    def __str__(self):
        return super().__str__() if self.kind is self else str(self.kind)

    @property
    def kind(self):
        """The `Proposal` or the `Correction` that it is."""
        return getattr(self, "proposal", None) or getattr(self, "correction", None) or self

    @property
    def kind_name(self):
        """What it is, in words: "proposal"."""
        return self.kind._meta.verbose_name

    @property
    def is_open(self):
        """Whether the contributor may amend it."""
        return bool(LEADS_TO[State(self.state)])

    @property
    def is_decided(self):
        return self.state in {State.ACCEPTED, State.REFUSED}

    def get_absolute_url(self):
        """Return the address to follow it at: a secret."""
        return reverse("follow", args=[self.secret])

    def confirmation(self):
        """Return what proves that the reader of the e-mail confirms: for two weeks.

        It holds for that address alone: not for another one that is given later.
        """
        return signing.dumps([self.pk, self._code_of_address()], salt=CONFIRMATION)

    def _code_of_address(self):
        code = salted_hmac(CONFIRMATION, self.contact_email.lower(), algorithm="sha256")
        return code.hexdigest()[:16]

    @staticmethod
    def to_be_confirmed(token):
        """Return the contribution that a `confirmation` is of.

        Raises `signing.BadSignature` where it is forged, too old or of another address,
        `DoesNotExist` where the contribution has been purged.
        """
        pk, code = signing.loads(token, salt=CONFIRMATION, max_age=CONFIRM_WITHIN)
        contribution = Contribution.objects.get(pk=pk)
        if code != contribution._code_of_address():
            raise signing.BadSignature("another address")
        return contribution

    # Turns

    def send(self, is_confirmed=False):
        """Send the draft in: it waits for the confirmation of the address, unless that is known."""
        with transaction.atomic():
            stored = self.locked()
            if stored.state != State.DRAFT:
                raise TransitionRefused(self._told(stored))
            self.turn(State.TO_REVIEW if is_confirmed else State.TO_CONFIRM)

    def confirm(self):
        """Show it to staff. A link that is opened again changes nothing: returns whether it did."""
        with transaction.atomic():
            if self.locked().state != State.TO_CONFIRM:
                return False
            self.turn(State.TO_REVIEW)
            return True

    def amend(self):
        """Note that the contributor changes what was sent; staff look at it again.

        Raises `TransitionRefused` where a decision came first. Call it in the transaction that
        saves the changes, before them.
        """
        stored = self.locked()
        if stored.state == State.DRAFT:
            raise TransitionRefused(self._told(stored))
        is_confirmed = stored.state != State.TO_CONFIRM
        if is_confirmed:
            # Perhaps since the form was read: another address would be confirmed by nobody.
            self.contact_email = stored.contact_email
        self.turn(State.TO_REVIEW if is_confirmed else State.TO_CONFIRM)
        self.version = stored.version + 1
        self.save(update_fields=["version", "updated_at"])

    def ask_changes(self, by, reason, version):
        """Ask the contributor for changes; the reason goes to them."""
        with transaction.atomic():
            self.turn(State.CHANGES_ASKED, by=by, reason=reason, version=version)

    def refuse(self, by, reason, version):
        """Refuse it; the reason goes to the contributor."""
        with transaction.atomic():
            self.turn(State.REFUSED, by=by, reason=reason, version=version)

    def forget_contact(self):
        """Delete who sent it, and the e-mails about it; in a transaction."""
        for name in ("contact_name", "contact_email", "contact_phone", "contact_role", "origin"):
            setattr(self, name, "")
        self.contact_purged_at = timezone.now()
        self.save()
        self.mails.all().delete()

    def locked(self):
        """Return the stored row, which nobody else changes before the transaction ends."""
        return Contribution.objects.select_for_update().get(pk=self.pk)

    def turn(self, state, by=None, reason="", version=None):
        """Go to `state`, record it and queue what the contributor is told of it.

        In a transaction. `version` is what the person who decides has seen. Raises
        `TransitionRefused` where the stored state does not lead there.
        """
        stored = self.locked()
        if state not in LEADS_TO[State(stored.state)]:
            raise TransitionRefused(self._told(stored))
        if version not in (None, stored.version):
            raise TransitionRefused(
                _("The contributor has changed it since you opened it. Look at it again.")
            )
        if state in NEED_A_REASON and not reason.strip():
            raise TransitionRefused(_("Give the reason: the contributor reads it."))
        self.state, self.version = state, stored.version
        self.sent_at = stored.sent_at or timezone.now()
        self.save(update_fields=["state", "sent_at", "updated_at"])
        turn = self.turns.create(before=stored.state, after=state, by=by, reason=reason.strip())
        if turn.tells_something:
            OutgoingMail.objects.queue(
                f"{turn.after}-{turn.pk}",
                template=turn.after,
                recipient=self.contact_email,
                language=self.language,
                contribution=self,
                turn=turn,
            )

    @staticmethod
    def _told(stored):
        """Return why a contribution does not go where it was to go."""
        last = stored.turns.last()
        if stored.state in {State.ACCEPTED, State.REFUSED} and last and last.by:
            return _("%(person)s has decided already: %(state)s.") % {
                "person": last.by,
                "state": stored.get_state_display().lower(),
            }
        return _("This cannot be done now: the contribution is “%(state)s”.") % {
            "state": stored.get_state_display().lower()
        }


class Turn(models.Model):
    """One transition: when, from where to where, by whom and why."""

    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="turns")
    at = models.DateTimeField(_("when"), db_default=Now(), editable=False)
    before = models.CharField(_("from"), max_length=13, choices=State)
    after = models.CharField(_("to"), max_length=13, choices=State)
    # Nobody: the contributor, or time.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    reason = TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("turn")
        verbose_name_plural = _("turns")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=is_one_of("before", State) & is_one_of("after", State),
                name="turn_states_are_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(after__in=NEED_A_REASON) | filled("reason"),
                name="turn_against_has_reason",
            ),
        ]

    def __str__(self):
        return f"{self.get_before_display()} → {self.get_after_display()}"

    @property
    def in_words(self):
        """What happened, said to the contributor."""
        if self.before == self.after:
            return _("You amended it")
        if self.before == State.DRAFT:
            return TOLD[State.TO_CONFIRM]
        if self.before == State.CHANGES_ASKED and self.after == State.TO_REVIEW:
            return _("You sent it again, amended")
        return TOLD[State(self.after)]

    @property
    def tells_something(self):
        """Whether the contributor gets an e-mail: not of what they have just amended."""
        return self.before in {State.DRAFT, State.TO_CONFIRM} or self.after != State.TO_REVIEW
