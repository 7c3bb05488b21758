"""What regional correspondents see and change."""

from django.db.models import Q

from resources.models import PublicRecord, kept_to


class KeptToRemit:
    """Mixin: regional correspondents see and change the records of their regions, and no others.

    The rule of a model is `in_regions` of its queryset; a model without it belongs to no region and
    is open as far as the role goes. Lists, forms, histories, actions and exports all read
    `get_queryset`: a record from elsewhere is not there for a correspondent.

    The search boxes of links also offer what is published anywhere. Anyone may read those names,
    and a local initiative could not be linked to its national network without them.
    """

    def get_queryset(self, request):
        records = super().get_queryset(request)
        codes = self.regions_asked_of(request)
        if codes is None:
            return records
        of_the_regions = self.model._default_manager.in_regions(codes).values("pk")
        condition = Q(pk__in=of_the_regions)
        match = request.resolver_match
        if match and match.url_name == "autocomplete" and issubclass(self.model, PublicRecord):
            condition |= Q(status=PublicRecord.Status.PUBLISHED)
        return records.filter(condition)

    def regions_asked_of(self, request):
        """Return the codes of the regions to which this model is narrowed here, or None."""
        if not hasattr(self.model._default_manager, "in_regions"):
            return None
        return kept_to(request.user)

    def is_in_remit(self, request, record):
        codes = self.regions_asked_of(request)
        if codes is None:
            return True
        if record is None:
            return bool(codes)
        return self.model._default_manager.in_regions(codes).filter(pk=record.pk).exists()

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request, obj) and self.is_in_remit(request, obj)

    def has_add_permission(self, request):
        return super().has_add_permission(request) and self.is_in_remit(request, None)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and self.is_in_remit(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and self.is_in_remit(request, obj)

    def has_import_permission(self, request):
        """Not for correspondents: a file goes past the form, which keeps records in their place."""
        is_free = self.regions_asked_of(request) is None
        return is_free and super().has_import_permission(request)

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Tell the form to which regions the person is kept: it refuses to move a record out."""
        form = super().get_form(request, obj, change=change, **kwargs)
        form.kept_to = self.regions_asked_of(request)
        return form
