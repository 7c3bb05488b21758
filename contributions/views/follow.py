"""What becomes of a contribution: for whoever knows its secret."""

from django.core import signing
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import View

from contributions.antispam import (
    Guard,
    comes_too_often,
    is_written_to_too_often,
    origin_of,
)
from contributions.correctable import corrected_in
from contributions.forms import PROJECT, ProposalForm
from contributions.models import Contribution, Proposal, State, TransitionRefused
from contributions.querysets import CONTACTS_ARE_KEPT
from contributions.sheet import LINKS, Sheet, forget, stored

from .private import SecretMixin
from .propose import ProposalFormView


class FollowView(SecretMixin, View):
    """Where a contribution stands, what happened to it, what was sent."""

    query_parameters = ("amended",)

    def get(self, request, secret):
        contribution = get_object_or_404(Contribution, secret=secret)
        if contribution.state == State.DRAFT:
            return HttpResponseRedirect(reverse("draft", args=[secret]))
        kind = contribution.kind
        context = {
            "contribution": contribution,
            "kind": kind,
            "turns": contribution.turns.all(),
            "contacts_are_kept": CONTACTS_ARE_KEPT.days // 30,
            "is_amended": "amended" in request.GET,
        }
        if isinstance(kind, Proposal):
            context |= {"proposal": kind, "told": told_in(kind), "actions": kind.actions.all()}
        else:
            context |= {"correction": kind, "corrected": corrected_in(kind)}
        return render(request, "contributions/follow.html", context)


# What was sent, in the order of the form; the contact details aside.
TOLD = (*PROJECT, "picture_alt", "picture_credit")


def told_in(proposal):
    """Return what a proposal tells as (label, text) pairs."""
    fields = ProposalForm(instance=proposal).fields
    told = []
    for name in TOLD:
        value = getattr(proposal, name)
        if name in LINKS:
            value = ", ".join(map(str, value.all()))
        elif hasattr(proposal, f"get_{name}_display"):
            value = getattr(proposal, f"get_{name}_display")()
        if value:
            told.append((fields[name].label or _("Commune"), str(value)))
    return told


class AmendView(SecretMixin, ProposalFormView):
    """The same form once more, for what was sent: as long as nobody has decided."""

    is_amended = True

    def dispatch(self, request, *args, **kwargs):
        self.sent = get_object_or_404(Proposal, secret=kwargs["secret"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, **kwargs):
        if self.sent.state == State.DRAFT or not self.sent.is_open:
            return HttpResponseRedirect(self.sent.get_absolute_url())
        return self.draw(Sheet(self.sent, Guard()))

    def post(self, request, **kwargs):
        """Take the changes; or say that a decision came first."""
        guard = Guard(request.POST)
        self.language, self.origin = get_language()[:2], origin_of(request)
        # Only a draft of this form's own key: what it keeps of a picture until all is right. One
        # whose link was mailed is somebody's form.
        kept = Proposal.objects.filter(
            sending_key=guard.key, state=State.DRAFT, mails__isnull=True
        ).first()
        sheet = Sheet(
            self.sent,
            guard,
            data=request.POST,
            files=request.FILES,
            origin=self.origin,
            kept=kept,
        )
        if self.sent.state == State.DRAFT or not self.sent.is_open:
            return self.too_late(sheet)
        return self.answer(sheet)

    def comes_too_often(self, sheet):
        """Only where it brings an e-mail: until the address is confirmed."""
        email = sheet.form.cleaned_data.get("contact_email")
        if self.sent.state != State.TO_CONFIRM or not email:
            return False
        return comes_too_often(self.sent.origin) or is_written_to_too_often(email)

    def save(self, sheet, answers):
        """What was sent is no draft: it is amended, or left as it is."""
        return self.draw(sheet.again(answers), problem=_("Send the changes to keep them."))

    def send(self, sheet):
        try:
            with transaction.atomic():
                before = told_by(self.sent.pk)
                sheet.proposal.amend()
                sheet.save()
                if sheet.kept:
                    if sheet.kept.picture != self.sent.picture:
                        forget(sheet.kept.picture)
                    sheet.kept.delete()
                if self.sent.state == State.TO_REVIEW and told_by(self.sent.pk) == before:
                    # A double click: there is nothing new to review.
                    transaction.set_rollback(True)
        except TransitionRefused:
            return self.too_late(sheet)
        return HttpResponseRedirect(f"{self.sent.get_absolute_url()}?amended=1")

    def too_late(self, sheet):
        """Say that staff have decided; what was typed stays on the page, to be copied."""
        problem = _(
            "This has been decided meanwhile, and cannot be changed any more. What you typed has "
            "not been sent."
        )
        return self.draw(sheet, problem=problem, status=409)

    def more_context(self):
        return {"sent": self.sent}


def told_by(pk):
    """Return all that a stored proposal tells, to be compared."""
    proposal = Proposal.objects.get(pk=pk)
    links, actions = stored(proposal)
    left_out = {"version", "state", "updated_at", "sent_at"}
    columns = {
        field.attname: getattr(proposal, field.attname)
        for field in Proposal._meta.concrete_fields
        if field.name not in left_out
    }
    return columns, {name: sorted(slugs) for name, slugs in links.items()}, actions


class ConfirmView(SecretMixin, View):
    """The page behind the link of the e-mail: its button confirms, a scanner of links does not."""

    def dispatch(self, request, *args, **kwargs):
        try:
            self.contribution = Contribution.to_be_confirmed(kwargs["token"])
        except (signing.BadSignature, Contribution.DoesNotExist):
            self.contribution = None
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, token):
        if self.contribution is None:
            return render(request, "contributions/confirm.html", status=404)
        if self.contribution.state != State.TO_CONFIRM:
            return HttpResponseRedirect(self.contribution.get_absolute_url())
        return render(request, "contributions/confirm.html", {"contribution": self.contribution})

    def post(self, request, token):
        if self.contribution is None:
            return render(request, "contributions/confirm.html", status=404)
        self.contribution.confirm()
        return HttpResponseRedirect(self.contribution.get_absolute_url())
