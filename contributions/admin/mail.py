"""The queue of e-mails: what left, what waits, what could not be sent."""

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from contributions.models import OutgoingMail

from .desk import ListAdmin, short

STUCK = "stuck"


class StateFilter(admin.SimpleListFilter):
    """By state; and what needs a person, whichever state that is."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [(STUCK, _("To be looked at")), *OutgoingMail.State.choices]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        if self.value() == STUCK:
            return queryset.stuck()
        if self.value() not in OutgoingMail.State.values:
            raise IncorrectLookupParameters
        return queryset.filter(state=self.value())


@admin.register(OutgoingMail)
class OutgoingMailAdmin(ListAdmin):
    """Nobody reads the e-mails here: their links are secrets of those whom they were written to.

    Nor the address of whoever has not confirmed it, which mail servers repeat in what they say.
    """

    list_display = ["subject", "to", "state", "queued", "last_try", "tries", "error"]
    list_filter = [StateFilter]
    search_fields = ["shown_recipient", "subject"]
    fields = [
        "to",
        "subject",
        "language",
        "state",
        "tries",
        ("queued_at", "send_after"),
        ("begun_at", "sent_at"),
        "whole_error",
    ]
    readonly_fields = ["to", "whole_error"]
    actions = ["send_again"]

    def get_queryset(self, request):
        return super().get_queryset(request).with_shown_recipient()

    def has_change_permission(self, request, obj=None):
        """Tell whether e-mails may be sent again; none is written anew."""
        return obj is None and super().has_change_permission(request)

    @admin.display(description=_("to"), ordering="shown_recipient")
    def to(self, mail):
        return mail.shown_recipient or gettext("address not confirmed")

    @admin.display(description=_("queued"), ordering="queued_at")
    def queued(self, mail):
        return short(mail.queued_at)

    @admin.display(description=_("last try"), ordering="begun_at")
    def last_try(self, mail):
        return short(mail.begun_at)

    @admin.display(description=_("what the mail server said"))
    def error(self, mail):
        return Truncator(self.whole_error(mail)).chars(80)

    @admin.display(description=_("what the mail server said"))
    def whole_error(self, mail):
        return mail.last_error if mail.shown_recipient else ""

    @admin.action(description=_("Send again"), permissions=["change"])
    def send_again(self, request, queryset):
        """Put back what is stuck. What left, or is about to, is not sent twice."""
        done = 0
        for mail in queryset.stuck():
            if mail.put_back():
                self.log_change(request, mail, gettext("Put back into the queue."))
                done += 1
        text = ngettext("%d e-mail will be sent again.", "%d e-mails will be sent again.", done)
        self.message_user(request, text % done, messages.SUCCESS if done else messages.WARNING)
        if left_out := queryset.exclude(state=OutgoingMail.State.WAITING).count():
            text = ngettext(
                "%d is left as it is: it was sent, or is being sent.",
                "%d are left as they are: they were sent, or are being sent.",
                left_out,
            )
            self.message_user(request, text % left_out, messages.WARNING)
