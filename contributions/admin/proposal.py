"""The desk of proposals: one screen for each, and the decision about it."""

from pathlib import Path

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from contributions.duplicates import likely_duplicates
from contributions.models import Proposal, State
from initiatives.admin.coverage import RegionFilter
from initiatives.models import Initiative
from resources.admin.reasons import reasons
from resources.differences import label_of
from resources.history import recorded
from territories.admin import commune_label
from territories.models import Department
from territories.outlines import place_on_territory_map, territory_map

from .desk import DeskAdmin, admin_address
from .forms import AcceptForm

# What was sent: texts in the contributor's language, facts, and links to records.
TEXTS = ("summary", "description", "area_label", "picture_alt")
FACTS = ("legal_form", "year_founded", "scope", "other_supporters", "picture_credit")
LINKS = ("sectors", "levers", "cooperation_forms", "supporters")
OPEN = (State.TO_REVIEW, State.CHANGES_ASKED)


@admin.register(Proposal)
class ProposalAdmin(DeskAdmin):
    list_display = ["name", "state", "location", "language", "sent_on", "waiting_since"]
    list_select_related = ["commune", "department"]
    list_filter = [*DeskAdmin.list_filter, RegionFilter]
    search_fields = [
        "name",
        "website",
        "contact_name",
        "contact_email",
        "commune__name",
        "commune__department__name",
        "department__name",
    ]
    change_form_template = "admin/contributions/proposal.html"

    @admin.display(description=_("place"))
    def location(self, proposal):
        if proposal.commune:
            return commune_label(proposal.commune)
        return proposal.department or proposal.place or proposal.get_scope_display()

    # The decision

    def decide(self, request, contribution, decision):
        if decision == "accept":
            return self.accept(request, contribution)
        return super().decide(request, contribution, decision)

    def accept(self, request, proposal):
        """Make a draft of it, or add it to an initiative; lead to the form of that one."""
        initiatives = self.admin_site.get_model_admin(Initiative)
        form = self.accept_form(request, self.duplicates_of(request, proposal), request.POST)
        if not form.is_valid():
            return self.show(request, proposal, accept_form=form, status=400)
        into = form.cleaned_data["other"]
        if not (
            initiatives.has_change_permission(request, into)
            if into
            else initiatives.has_add_permission(request)
        ):
            raise PermissionDenied

        def make():
            with recorded(gettext_noop("proposal accepted")):
                initiative = proposal.accept(request.user, form.cleaned_data["version"], into)
                self.log_change(request, proposal, proposal.get_state_display())
                log = initiatives.log_change if into else initiatives.log_addition
                log(request, initiative, _("Proposal accepted: “%(name)s”.") % {"name": proposal})

        try:
            refusal = self.refusal_of(make)
        except ValidationError as error:
            form.add_error("into", reasons(error, Initiative._meta))
            stored = self.stored(proposal)
            return self.show(request, stored, accept_form=form, status=400)
        if refusal:
            return self.too_late(request, proposal, refusal)
        self.tell_what_is_left(request, proposal)
        return redirect(admin_address(proposal.initiative))

    def tell_what_is_left(self, request, proposal):
        initiative = proposal.initiative
        text = _("Accepted. “%(name)s” is below: complete it, translate it, publish it.")
        if initiative.is_published:
            text = _("Accepted. “%(name)s” is published: what it lacked has been added to it.")
        self.message_user(request, text % {"name": initiative}, messages.SUCCESS)
        if proposal.language != "fr":
            text = _("It was sent in English: the French is to be written. See the editor note.")
            self.message_user(request, text, messages.WARNING)

    # The page

    def context_of(self, request, proposal, accept_form=None):
        duplicates = self.duplicates_of(request, proposal)
        picture = proposal.picture and Path(proposal.picture.name).name
        return {
            "proposal": proposal,
            "texts": told(proposal, TEXTS),
            "facts": told(proposal, FACTS),
            "place": self.location(proposal) if proposal.has_place else "",
            "links": [
                (label_of(Proposal._meta.get_field(name)), self.linked(request, proposal, name))
                for name in LINKS
            ],
            "actions_told": proposal.actions.select_related("level"),
            "picture_address": reverse("proposed-picture", args=[picture]) if picture else "",
            "map": map_of(proposal),
            "duplicates": [
                (name, [(record, admin_address(record)) for record in records])
                for name, records in duplicates.items()
                if records
            ],
            "accept_form": accept_form
            or self.accept_form(request, duplicates, initial={"version": proposal.version}),
            "initiative_address": proposal.initiative and admin_address(proposal.initiative),
        }

    def duplicates_of(self, request, proposal):
        """Return {what they are: records} that may tell of the same project.

        Of drafts and of other proposals, those that the person may see.
        """
        told_of = (proposal.name, proposal.website, proposal.commune)
        drafts = self.admin_site.get_model_admin(Initiative).get_queryset(request)
        others = self.get_queryset(request).filter(state__in=OPEN).exclude(pk=proposal.pk)
        return {
            _("published"): likely_duplicates(*told_of),
            _("draft"): likely_duplicates(
                *told_of, among=drafts.filter(status=Initiative.Status.DRAFT)
            ),
            _("another proposal"): likely_duplicates(*told_of, among=others),
        }

    def accept_form(self, request, duplicates, data=None, **options):
        """Return the form that offers the likely duplicates, of those that the person may change.

        Nothing is chosen beforehand where there are any.
        """
        initiatives = self.admin_site.get_model_admin(Initiative).get_queryset(request)
        offered = initiatives.exclude(status=Initiative.Status.ARCHIVED)
        found = [each for each in sum(duplicates.values(), []) if isinstance(each, Initiative)]
        mine = set(offered.filter(pk__in=[each.pk for each in found]).values_list("pk", flat=True))
        likely = [each for each in found if each.pk in mine]
        form = AcceptForm(
            data, likely=likely, offered=offered, admin_site=self.admin_site, **options
        )
        if not likely:
            form.initial["into"] = "new"
        return form

    def linked(self, request, proposal, name):
        """Return (record, its address in the administration) of what the proposal names."""
        model_admin = self.admin_site.get_model_admin(Proposal._meta.get_field(name).related_model)
        may_look = model_admin.has_view_permission(request)
        return [
            (record, admin_address(record) if may_look else "")
            for record in getattr(proposal, name).all()
        ]


def told(proposal, names):
    """Return (label, text) of the fields that say something."""
    found = []
    for name in names:
        field = Proposal._meta.get_field(name)
        value = getattr(proposal, name)
        text = getattr(proposal, f"get_{name}_display")() if field.choices else value
        if value:
            found.append((label_of(field), str(text)))
    return found


def map_of(proposal):
    """Return the map of the region that a proposal stands in, None without a place.

    With the department that it stands in, and the point of its commune or None.
    """
    department = proposal.commune.department if proposal.commune else proposal.department
    if department is None:
        return None
    departments = list(Department.objects.filter(region=department.region).order_by("code"))
    point = None
    if proposal.commune:
        at = (proposal.commune.latitude, proposal.commune.longitude)
        point = place_on_territory_map(departments, *at)
    return {
        "drawn": territory_map(departments),
        "department": department,
        "region": department.region,
        "point": point,
    }
