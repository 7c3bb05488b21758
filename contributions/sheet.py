"""All that one form of a proposal consists of: as it is handed out, as it comes back, as kept."""

import hashlib
import json
from dataclasses import dataclass
from functools import partial

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contributions.antispam import count_picture
from contributions.duplicates import likely_duplicates
from contributions.forms import MAX_ACTIONS, SHOWN_ACTIONS, ActionRows, ProposalForm
from contributions.models import Proposal, State, TransitionRefused
from search.normal_form import normalize_text

ROWS = "actions"
LINKS = ("sectors", "levers", "cooperation_forms", "supporters")
# Fields of the form that are answered anew each time, or kept in another way.
NOT_ANSWERS = {"none_of_these", "picture"}
# Of a draft, as JSON: several times what the longest texts come to.
MOST_KEPT = 200_000  # characters


@dataclass
class Fault:
    """What is wrong in one field: where it stands in the page, and what to do."""

    address: str
    label: str
    message: str


class Sheet:
    """The form of a proposal, its rows of actions and its hidden fields.

    Made of what came (`data`, `files`, from an `origin`), or else of the `answers` of a draft, or
    else of the `proposal` as it is stored.
    """

    def __init__(
        self,
        proposal,
        guard,
        *,
        data=None,
        files=None,
        origin="",
        answers=None,
        rows=0,
        kept=None,
    ):
        self.proposal, self.guard, self.kept = proposal, guard, kept
        self.duplicates = []
        # A picture that came with an earlier, faulty sending stands for one that comes now.
        picture = {"picture": kept.picture} if kept and kept.picture else {}
        if data is not None:
            self.form = ProposalForm(data, files, instance=proposal, initial=picture)
            self.form.fields["picture"].before_reading = partial(count_picture, origin)
            self.actions = ActionRows(data, prefix=ROWS)
            return
        initial, told = stored(proposal) if answers is None else read(answers)
        self.form = ProposalForm(instance=proposal, initial={**initial, **picture})
        shown = min(max(SHOWN_ACTIONS, len(told), rows), MAX_ACTIONS)
        self.actions = ActionRows(initial=told, prefix=ROWS)
        self.actions.extra = shown - len(told)

    def again(self, answers, rows=0):
        """Return the same form with `answers` in it, and nothing said against them."""
        return Sheet(self.proposal, self.guard, answers=answers, rows=rows, kept=self.kept)

    @property
    def picture(self):
        """The picture that is stored already, false where there is none."""
        return self.kept.picture if self.kept else self.form.initial.get("picture")

    @property
    def holder(self):
        """The contribution under whose secret the stored picture is seen."""
        return self.kept or self.proposal

    @property
    def new_picture(self):
        """The picture that came and is sound, None without one."""
        # Whatever else is wrong: the form has read all fields.
        self.form.errors  # noqa: B018
        picture = self.form.cleaned_data.get("picture")
        return picture if picture and picture is not self.form.initial.get("picture") else None

    @property
    def fault_of_picture(self):
        """Why the picture that came is not taken, as a `ValidationError`; None where it is."""
        faults = self.form.errors.as_data().get("picture", [])
        return faults[0] if faults else None

    def is_valid(self, has_seen_duplicates=True):
        """Tell whether all of it can be sent; `has_seen_duplicates`: or none is likely."""
        is_valid = all([self.form.is_valid(), self.actions.is_valid()])
        chosen = self.form.cleaned_data
        if not has_seen_duplicates and chosen.get("name"):
            self.duplicates = likely_duplicates(
                chosen["name"], chosen.get("website") or "", chosen.get("commune")
            )
            if self.duplicates:
                self.form.add_error(
                    "none_of_these",
                    _("Is it one of these? Look at them first, and tick the box if it is none."),
                )
                return False
        return is_valid

    @property
    def faults(self):
        """What is wrong, in the order of the page, as a list of `Fault`s."""
        found = [
            Fault("id_place", _("The project"), message) for message in self.form.non_field_errors()
        ]
        for field in self.form:
            if field.name == "levers":
                found += self.faults_of_actions()
            address = "id_place" if field.name == "commune" else field.auto_id
            found += [Fault(address, label_of(field), message) for message in field.errors]
        return found

    def faults_of_actions(self):
        """Return what is wrong in the rows of actions, as a list of `Fault`s."""
        found = [
            Fault("actions", _("What the local authority did"), message)
            for message in self.actions.non_form_errors()
        ]
        for row in self.actions:
            for field in row:
                found += [
                    Fault(field.auto_id, label_of(field), message) for message in field.errors
                ]
        return found

    def keep(self, language, origin, answers=None):
        """Store the picture that came, and the `answers` if given, as a draft; return it.

        Raises `TransitionRefused` where the form has been sent meanwhile.
        """
        with transaction.atomic():
            try:
                draft, _is_new = Proposal.objects.get_or_create(
                    sending_key=self.guard.key, defaults={"language": language, "origin": origin}
                )
            except IntegrityError as error:
                # A correction was sent with the same stamp.
                raise TransitionRefused from error
            if draft.locked().state != State.DRAFT:
                raise TransitionRefused
            if self.new_picture:
                forget(draft.picture)
                draft.picture = self.new_picture
            elif self.form.cleaned_data.get("picture") is False:
                forget(draft.picture)
                draft.picture = ""
            if answers is not None:
                draft.answers = answers
                draft.version += 1
                draft.contact_email = self.form.cleaned_data.get("contact_email") or ""
            draft.save()
        self.kept = draft
        return draft

    def save(self):
        """Store what was told, in the transaction of its sending; the form is valid."""
        proposal = self.form.save(commit=False)
        before = Proposal.objects.filter(pk=proposal.pk).values_list("picture", flat=True)
        for name in set(before) - {"", proposal.picture.name}:
            forget(name)
        proposal.answers = {}
        proposal.save()
        self.form.save_m2m()
        proposal.actions.all().delete()
        for action in self.actions.filled():
            action.proposal = proposal
            action.save()
        return proposal


def forget(picture):
    """Delete the file of a picture, or of its name, once the transaction is over."""
    name = str(picture or "")
    if name:
        # Robust: what was sent is stored by then, and `purge_contacts` deletes what is left.
        transaction.on_commit(partial(default_storage.delete, name), robust=True)


# Boxes are labelled with a sentence, and a hidden field not at all.
SHORT_LABELS = {
    "commune": gettext_lazy("Commune"),
    "none_of_these": gettext_lazy("Is it there already?"),
    "picture_consent": gettext_lazy("Picture"),
    "licence_granted": gettext_lazy("Licence"),
}


def label_of(field):
    """Return what the list of faults calls a field."""
    return SHORT_LABELS.get(field.name, field.label)


def answers_of(data):
    """Return what was typed, field by field, as {name: [texts]}; None where it is too much.

    In its normal form: the form itself tells texts of one line from others when it is sent.
    """
    known = {*ProposalForm.base_fields, f"{ROWS}-TOTAL_FORMS"}
    known |= {
        f"{ROWS}-{row}-{name}" for row in range(MAX_ACTIONS) for name in ActionRows.form.base_fields
    }
    known -= NOT_ANSWERS
    answers = {
        # No database keeps a NUL in JSON.
        name: [normalize_text(value.replace("\0", "")) for value in values]
        for name, values in data.lists()
        if name in known and any(values)
    }
    return answers if len(json.dumps(answers)) <= MOST_KEPT else None


def read(answers):
    """Return (initial values of the form, a list of those of the rows) from `answers_of`."""
    initial = {
        name: values if name in LINKS else values[-1]
        for name, values in answers.items()
        if name in ProposalForm.base_fields
    }
    told = []
    for row in range(rows_in(answers)):
        names = ActionRows.form.base_fields
        keys = {name: f"{ROWS}-{row}-{name}" for name in names}
        told.append({name: answers[key][-1] for name, key in keys.items() if key in answers})
    return initial, told


def rows_in(answers):
    """Return how many rows of actions the form had: a number that anyone may have written."""
    [number] = answers.get(f"{ROWS}-TOTAL_FORMS", [""])[-1:]
    is_number = number.isascii() and number.isdecimal() and len(number) < 5
    return min(int(number), MAX_ACTIONS) if is_number else 0


def stored(proposal):
    """Return (initial values of the form, a list of those of the rows) of a stored proposal."""
    if not proposal.pk:
        return {}, []
    initial = {name: [record.slug for record in getattr(proposal, name).all()] for name in LINKS}
    fields = ActionRows.form.base_fields
    return initial, list(proposal.actions.values(*fields))


def mail_key(proposal, email):
    """Return the key of the e-mail with the link of a draft: one for each address."""
    digest = hashlib.sha256(email.lower().encode()).hexdigest()[:16]
    return f"draft-{proposal.pk}-{digest}"
