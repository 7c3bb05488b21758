"""The page behind the link in the e-mail that asks whether a record is still right."""

from django.http import HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import View

from contributions.correctable import facts_of
from contributions.models import RecordContact

from .private import SecretMixin


class StillCorrectView(SecretMixin, View):
    """What the record says, and three answers. Looking at it, as scanners do, answers nothing."""

    def dispatch(self, request, *args, **kwargs):
        self.contact = get_object_or_404(RecordContact, secret=kwargs["secret"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, secret):
        if not self.contact.is_public:
            return self.draw(status=410)
        facts = facts_of(self.contact.record, get_language()[:2])
        return self.draw(facts=facts, is_answered=self.contact.is_answered)

    def post(self, request, secret):
        """Take the answer `right`, or `stop`: the address is forgotten at once."""
        answer = request.POST.get("answer")
        if answer == "stop":
            self.contact.delete()
            return self.draw(is_forgotten=True)
        if answer != "right":
            return HttpResponseBadRequest(_("This page takes no such answer."))
        if self.contact.is_public and not self.contact.is_answered:
            self.contact.confirm()
        return HttpResponseRedirect(self.contact.get_absolute_url())

    def draw(self, status=200, **context):
        context |= {"contact": self.contact, "record": self.contact.record}
        return render(self.request, "contributions/still_correct.html", context, status=status)
