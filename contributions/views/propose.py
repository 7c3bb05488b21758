"""The form in which a partner proposes a project, and its drafts."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import View

from contributions.antispam import (
    Guard,
    comes_too_often,
    is_written_to_too_often,
    origin_of,
    too_often,
)
from contributions.duplicates import likely_duplicates
from contributions.forms import SHOWN_ACTIONS
from contributions.models import (
    Contribution,
    OutgoingMail,
    Proposal,
    State,
    TransitionRefused,
)
from contributions.querysets import CONTACTS_ARE_KEPT, DRAFTS_ARE_KEPT
from contributions.sheet import Sheet, answers_of, mail_key
from search.normal_form import normalize_line
from territories.filters import CommuneField
from territories.typed import MAX_TYPED, find_place

from .private import SecretMixin, UnkeptMixin

REFUSED, TOO_MANY, BUSY = 422, 429, 503
# By the code of what is wrong with the picture; `REFUSED` for others.
STATUS_OF_PICTURE = {"too_often": TOO_MANY, "busy": BUSY}
TRY_AGAIN_AFTER = 10  # seconds: a picture takes one or two


class ProposalFormView(UnkeptMixin, View):
    """The form, empty or as it came back. Every way out of it keeps what was typed."""

    template_name = "contributions/propose.html"
    is_amended = False
    # The draft that the address names.
    proposal = None

    def get(self, request, **kwargs):
        return self.draw(Sheet(Proposal(), Guard()))

    def post(self, request, **kwargs):
        """Take the form: to send it, to save it, or to have another row."""
        guard = Guard(request.POST, key=self.proposal and self.proposal.sending_key)
        self.language, self.origin = get_language()[:2], origin_of(request)
        proposal = self.proposal or Proposal.objects.filter(sending_key=guard.key).first()
        if proposal and proposal.state != State.DRAFT:
            # Sent already: a double click, or a page that was loaded again.
            return HttpResponseRedirect(proposal.get_absolute_url())
        proposal = proposal or Proposal(
            sending_key=guard.key, language=self.language, origin=self.origin
        )
        kept = proposal if proposal.pk else None
        sheet = Sheet(
            proposal, guard, data=request.POST, files=request.FILES, origin=self.origin, kept=kept
        )
        return self.answer(sheet)

    def answer(self, sheet):
        """Answer a form that came back."""
        answers = answers_of(self.request.POST)
        if answers is None:
            return self.draw(sheet, problem=_("This is more text than a form takes."), status=413)
        if sheet.guard.problem:
            return self.draw(sheet.again(answers), problem=sheet.guard.problem, status=REFUSED)
        try:
            if "add-row" in self.request.POST:
                self.keep_picture(sheet)
                rows = len(sheet.actions.forms) + 1
                return self.draw(sheet.again(answers, rows), **self.about_picture(sheet))
            if "save" in self.request.POST:
                if about_picture := self.about_picture(sheet):
                    return self.draw(sheet.again(answers), **about_picture)
                return self.save(sheet, answers)
            has_seen = bool(self.request.POST.get("none_of_these"))
            if not sheet.is_valid(has_seen_duplicates=has_seen or self.is_amended):
                self.keep_picture(sheet)
                status = self.about_picture(sheet).get("status", REFUSED)
                return self.draw(sheet, status=status)
            if self.comes_too_often(sheet):
                return self.draw(sheet, problem=too_often(), status=TOO_MANY)
            return self.send(sheet)
        except TransitionRefused:
            stored = Contribution.objects.get(sending_key=sheet.guard.key)
            return HttpResponseRedirect(stored.get_absolute_url())

    def comes_too_often(self, sheet):
        email = sheet.form.cleaned_data.get("contact_email")
        # Also from where it was begun: one draft is saved from anywhere.
        is_often = any(map(comes_too_often, {self.origin, sheet.proposal.origin}))
        return is_often or bool(email and is_written_to_too_often(email))

    def keep_picture(self, sheet):
        """Keep a sound picture although the form comes back: a page cannot fill it in again."""
        picture = sheet.new_picture
        removed = bool(sheet.kept) and sheet.form.cleaned_data.get("picture") is False
        if removed or picture:
            sheet.keep(self.language, self.origin)

    def about_picture(self, sheet):
        """Return what `draw` says of a picture that is not taken: no page can fill it in again."""
        if fault := sheet.fault_of_picture:
            [problem] = fault.messages
            return {"problem": problem, "status": STATUS_OF_PICTURE.get(fault.code, REFUSED)}
        return {}

    def save(self, sheet, answers):
        """Keep all that was typed, right or wrong, and say where it is."""
        if self.comes_too_often(sheet):
            return self.draw(sheet.again(answers), problem=too_often(), status=TOO_MANY)
        with transaction.atomic():
            draft = sheet.keep(self.language, self.origin, answers)
            if draft.contact_email:
                OutgoingMail.objects.queue(
                    mail_key(draft, draft.contact_email),
                    template="draft",
                    recipient=draft.contact_email,
                    language=self.language,
                    contribution=draft,
                )
        return HttpResponseRedirect(reverse("draft", args=[draft.secret]))

    def send(self, sheet):
        """Send it in. A second sending of the same form is answered like the first."""
        try:
            with transaction.atomic():
                if sheet.proposal.pk and sheet.proposal.locked().state != State.DRAFT:
                    raise TransitionRefused
                # That of the page it was sent from: a draft may have been begun in another.
                sheet.proposal.language = self.language
                sheet.save().send()
        except IntegrityError:
            stored = Contribution.objects.filter(sending_key=sheet.guard.key).first()
            if stored is None:
                raise
            return HttpResponseRedirect(stored.get_absolute_url())
        return HttpResponseRedirect(sheet.proposal.get_absolute_url())

    def draw(self, sheet, problem="", status=200):
        faults = sheet.faults if status != 200 and not problem else []
        context = {
            "sheet": sheet,
            "form": sheet.form,
            "actions": sheet.actions,
            "faults": faults,
            "problem": problem,
            "contacts_are_kept": CONTACTS_ARE_KEPT.days // 30,
            "drafts_are_kept": DRAFTS_ARE_KEPT.days,
            "shown_actions": SHOWN_ACTIONS,
            "is_amended": self.is_amended,
            **self.more_context(),
        }
        response = render(self.request, self.template_name, context, status=status)
        if status == BUSY:
            response["Retry-After"] = TRY_AGAIN_AFTER
        return response

    def more_context(self):
        return {}


class ProposeView(ProposalFormView):
    """A new proposal."""


class DraftView(SecretMixin, ProposalFormView):
    """A proposal that was put aside, at an address that nobody guesses: for thirty days."""

    def dispatch(self, request, *args, **kwargs):
        self.proposal = get_object_or_404(Proposal, secret=kwargs["secret"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, **kwargs):
        draft = self.proposal
        if draft.state != State.DRAFT:
            return HttpResponseRedirect(draft.get_absolute_url())
        if timezone.now() > draft.updated_at + DRAFTS_ARE_KEPT:
            return render(request, "contributions/expired.html", status=410)
        guard = Guard(key=draft.sending_key)
        return self.draw(Sheet(draft, guard, answers=draft.answers, kept=draft))

    def answer(self, sheet):
        """Answer the form; but not over what was saved in another window since it was opened."""
        answers = answers_of(self.request.POST)
        opened = self.request.POST.get("version", str(self.proposal.version))
        # A double click saves the same twice.
        is_new = answers is not None and answers != self.proposal.answers
        if is_new and opened != str(self.proposal.version):
            problem = _(
                "This form has been saved in another window since you opened it here. Below is "
                "what you typed here: send or save it once more if it is to replace the other."
            )
            return self.draw(sheet.again(answers), problem=problem, status=409)
        return super().answer(sheet)

    def more_context(self):
        return {"draft": self.proposal, "kept_until": self.proposal.updated_at + DRAFTS_ARE_KEPT}


class DuplicatesView(UnkeptMixin, View):
    """What may tell of the project that is being typed, as a part of the page; nothing if none."""

    http_method_names = ["get", "head"]
    LONGEST = {"name": 160, "website": 300, "place": MAX_TYPED, "commune": 5}
    query_parameters = (*LONGEST, "none_of_these")
    error_format = "text"

    def get(self, request):
        """Answer 400 where something is too long to be what it is to be."""
        typed = {name: normalize_line(request.GET.get(name, "")) for name in self.LONGEST}
        if any(len(typed[name]) > longest for name, longest in self.LONGEST.items()):
            return HttpResponse(_("This is too long."), status=400, content_type="text/plain")
        duplicates = likely_duplicates(typed["name"], typed["website"], commune_of(typed))
        context = {"duplicates": duplicates, "is_ticked": "none_of_these" in request.GET}
        response = render(request, "contributions/includes/duplicates.html", context)
        response["X-Robots-Tag"] = "noindex"
        return response


def commune_of(typed):
    """Return the commune that a form names so far, None where it is not clear."""
    if typed["place"]:
        return find_place(typed["place"]).commune
    try:
        return CommuneField(required=False).clean(typed["commune"])
    except ValidationError:
        return None
