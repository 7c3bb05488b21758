"""The addresses that records name."""

from datetime import timedelta

from django.db.models import F, Q, URLField
from django.utils import timezone

from resources.checks import public_records
from resources.models import LinkCheck


def link_fields(model):
    """Return the names of the columns of a record that hold an address."""
    return [field.name for field in model._meta.concrete_fields if isinstance(field, URLField)]


def linking_models():
    """Return the models of the public records that can name an address."""
    return [model for model in public_records() if link_fields(model)]


def with_dead_link(records):
    """Return the records of a queryset that name an address that is dead."""
    dead = LinkCheck.objects.dead().values("url")
    condition = Q()
    for name in link_fields(records.model):
        condition |= Q(**{f"{name}__in": dead})
    return records.filter(condition)


def addresses_in_use():
    """Return the set of the addresses that published records name."""
    return {
        address
        for model in linking_models()
        for name in link_fields(model)
        for address in model.objects.published()
        .exclude(**{name: ""})
        .values_list(name, flat=True)
        .distinct()
    }


def users_of(addresses):
    """Return {address: records that name it, whatever their status}; a query for each field."""
    users = {address: [] for address in addresses}
    for model in linking_models():
        for name in link_fields(model):
            for record in model.objects.filter(**{f"{name}__in": users}):
                users[getattr(record, name)].append(record)
    return users


def keep_to_addresses_in_use():
    """Have one `LinkCheck` for each address in use, and none for others."""
    in_use = addresses_in_use()
    known = set(LinkCheck.objects.values_list("url", flat=True))
    forgotten = list(known - in_use)
    for start in range(0, len(forgotten), 500):
        LinkCheck.objects.filter(url__in=forgotten[start : start + 500]).delete()
    LinkCheck.objects.bulk_create(
        [LinkCheck(url=url) for url in sorted(in_use - known)],
        batch_size=500,
        ignore_conflicts=True,
    )


def due(older_than):
    """Return the `LinkCheck`s to ask for, those that waited longest first.

    Those not asked for in `older_than` days; one that fails and is not yet dead, from the next day.
    """
    now = timezone.now()
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    dead = LinkCheck.objects.dead().values("pk")
    failing = Q(failures__gt=0, checked_at__lt=midnight) & ~Q(pk__in=dead)
    old = Q(checked_at=None) | Q(checked_at__lt=now - timedelta(days=older_than))
    return LinkCheck.objects.filter(old | failing).order_by(
        F("checked_at").asc(nulls_first=True), "url"
    )
