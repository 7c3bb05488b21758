"""The form in which a visitor corrects a record, for the first time and again."""

from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.functional import cached_property
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
from contributions.correctable import CORRECTABLE
from contributions.correction_form import CorrectionForm
from contributions.models import (
    Contribution,
    Correction,
    RecordContact,
    State,
    TransitionRefused,
)
from contributions.querysets import CONTACTS_ARE_KEPT

from .private import SecretMixin, UnkeptMixin
from .propose import REFUSED, TOO_MANY


class CorrectView(UnkeptMixin, View):
    """A new correction of a published record."""

    contact = None

    @cached_property
    def record(self):
        if self.kwargs["model"] not in CORRECTABLE:
            raise Http404
        model, _fields = CORRECTABLE[self.kwargs["model"]]
        return get_object_or_404(model.objects.published(), slug=self.kwargs["slug"])

    def get(self, request, **kwargs):
        return self.draw(self.form(), Guard())

    def post(self, request, **kwargs):
        """Take the form. A second sending of the same form is answered like the first."""
        guard = Guard(request.POST)
        if sent := Contribution.objects.filter(sending_key=guard.key).first():
            return HttpResponseRedirect(sent.get_absolute_url())
        form = self.form(request.POST, guard.key)
        if refused := self.refused(form, guard):
            return refused
        try:
            with transaction.atomic():
                self.send(form)
        except IntegrityError:
            sent = Contribution.objects.filter(sending_key=guard.key).first()
            if sent is None:
                raise
            return HttpResponseRedirect(sent.get_absolute_url())
        return HttpResponseRedirect(form.instance.get_absolute_url())

    def refused(self, form, guard):
        """Return the page that says why the form is not taken as it is; None where it is."""
        if guard.problem:
            return self.draw(form, guard, problem=guard.problem)
        if not form.is_valid():
            return self.draw(form, guard)
        if problem := self.reason_to_wait(form):
            return self.draw(form, guard, problem=problem, status=TOO_MANY)
        return None

    def form(self, data=None, key=None):
        correction = Correction(record=self.record, language=get_language()[:2])
        if key:
            correction.sending_key, correction.origin = key, origin_of(self.request)
        return self.form_of(correction, data)

    def form_of(self, correction, data=None):
        return CorrectionForm(
            data,
            instance=correction,
            record=self.record,
            language=correction.language,
            contact=self.contact,
        )

    def reason_to_wait(self, form):
        """Return why this cannot be taken now, "" where it can."""
        email = form.cleaned_data["contact_email"]
        is_often = comes_too_often(origin_of(self.request)) or is_written_to_too_often(email)
        return too_often() if is_often else ""

    def send(self, form):
        form.save().send()

    def draw(self, form, guard, problem="", status=200):
        faults = form.faults if form.is_bound else []
        if form.is_bound and status == 200:
            status = REFUSED
        context = {
            "form": form,
            "guard": guard,
            "record": self.record,
            "faults": faults,
            "problem": problem,
            "contact": self.contact,
            "contacts_are_kept": CONTACTS_ARE_KEPT.days // 30,
            "is_amended": bool(form.instance.pk),
        }
        return render(self.request, "contributions/correct.html", context, status=status)


class AmendCorrectionView(SecretMixin, CorrectView):
    """The same form once more, for what was sent: as long as nobody has decided."""

    def dispatch(self, request, *args, **kwargs):
        self.sent = get_object_or_404(Correction, secret=kwargs["secret"])
        if self.record is None:
            return HttpResponseRedirect(self.sent.get_absolute_url())
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def record(self):
        return self.sent.record

    def get(self, request, **kwargs):
        if not self.sent.is_open:
            return HttpResponseRedirect(self.sent.get_absolute_url())
        return super().get(request, **kwargs)

    def post(self, request, **kwargs):
        """Take the changes; or say that a decision came first."""
        guard, form = Guard(request.POST), self.form(request.POST)
        if not self.sent.is_open:
            return self.too_late(form, guard)
        if refused := self.refused(form, guard):
            return refused
        try:
            with transaction.atomic():
                self.send(form)
        except TransitionRefused:
            return self.too_late(form, guard)
        return HttpResponseRedirect(f"{self.sent.get_absolute_url()}?amended=1")

    def form(self, data=None, key=None):
        return self.form_of(self.sent, data)

    def reason_to_wait(self, form):
        """Only where it brings an e-mail: until the address is confirmed."""
        email = form.cleaned_data["contact_email"]
        if self.sent.state != State.TO_CONFIRM:
            return ""
        is_often = comes_too_often(self.sent.origin) or is_written_to_too_often(email)
        return too_often() if is_often else ""

    def send(self, form):
        before = told_by(self.sent.pk)
        form.instance.amend()
        form.save()
        if form.instance.state == State.TO_REVIEW and told_by(self.sent.pk) == before:
            # A double click: there is nothing new to review.
            transaction.set_rollback(True)

    def too_late(self, form, guard):
        """Say that staff have decided; what was typed stays on the page, to be copied."""
        problem = _(
            "This has been decided meanwhile, and cannot be changed any more. What you typed has "
            "not been sent."
        )
        return self.draw(form, guard, problem=problem, status=409)


def told_by(pk):
    """Return all that a stored correction tells, to be compared."""
    columns = ("evidence", "contact_name", "contact_email", "may_ask_again")
    correction = Correction.objects.get(pk=pk)
    fields = sorted(correction.fields.values_list("name", "new"))
    return [getattr(correction, name) for name in columns], fields


class CorrectAsContactView(SecretMixin, CorrectView):
    """A correction by the contact of a record, whose secret proves the e-mail address."""

    def dispatch(self, request, *args, **kwargs):
        self.contact = get_object_or_404(RecordContact, secret=kwargs["secret"])
        if not self.contact.is_public:
            return HttpResponseRedirect(self.contact.get_absolute_url())
        if self.open_correction and request.method != "POST":
            return HttpResponseRedirect(self.open_correction.get_absolute_url())
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def record(self):
        return self.contact.record

    @cached_property
    def open_correction(self):
        """What the contact has sent already, and staff have not decided: it can be amended."""
        return (
            Correction.objects.visible_to_staff()
            .filter(
                content_type=self.contact.content_type,
                object_id=self.contact.object_id,
                contact_email=self.contact.email,
            )
            .exclude(state__in=[State.ACCEPTED, State.REFUSED])
            .first()
        )

    def reason_to_wait(self, form):
        """One at a time, of those whose address is known."""
        if self.open_correction is None:
            return ""
        return _("Your earlier correction of this entry has not been decided yet: amend that one.")

    def send(self, form):
        form.save().send(is_confirmed=True)
        self.contact.answer()
