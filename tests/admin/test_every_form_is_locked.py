"""Every form of the administration, generated from the registry: none overwrites what is newer."""

from collections import Counter

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import models
from factory.django import DjangoModelFactory

from contributions.admin.desk import DeskAdmin
from resources.admin.optimistic_lock import STATE_FIELD
from tests import factories
from tests.ess_rural.staff_roles import REGISTERED, make, named, page_of

from .conftest import filled_in, sent_by

FACTORIES = {
    each._meta.model: each
    for each in vars(factories).values()
    if isinstance(each, type) and issubclass(each, DjangoModelFactory) and each._meta.model
}
# A desk of decisions, whose forms have a version of their own: tests/contributions.
FORMS = [
    model for model in REGISTERED if not isinstance(admin.site.get_model_admin(model), DeskAdmin)
]
TYPED = "Tapé par la seconde personne"


def texts_of(form):
    """Return the names of the plain texts of a model form."""
    return [
        name
        for name, field in form.fields.items()
        if isinstance(form.instance._meta.get_field(name), models.CharField | models.TextField)
        and type(field.widget).__name__ in {"AdminTextareaWidget", "AdminTextInputWidget"}
        and not field.disabled
        and name != "slug"
    ]


def another(model):
    if model is Group:
        return Group.objects.first()
    return FACTORIES[model]() if model in FACTORIES else model._default_manager.first()


def change_row(row):
    """Change a text, or else a tick, of a row past its model."""
    for field in row._meta.concrete_fields:
        if isinstance(field, models.CharField) and not field.choices and field.name != "picture":
            type(row).objects.filter(pk=row.pk).update(**{field.attname: "Autrement"})
            return
    [tick] = [field for field in row._meta.fields if isinstance(field, models.BooleanField)]
    type(row).objects.filter(pk=row.pk).update(**{tick.name: not getattr(row, tick.name)})


def ways_to_change(record, page):
    """Yield (name, function that changes the record past the form that `page` shows)."""
    form = page["adminform"].form
    stored = type(record)._base_manager.filter(pk=record.pk)
    yield "column", lambda: stored.update(**{texts_of(form)[0]: "Changé entre-temps"})
    for field in record._meta.many_to_many:
        if field.name in form.fields:
            other = another(field.related_model)
            yield (
                field.name,
                lambda field=field, other=other: getattr(record, field.name).add(other),
            )
    for inline in page["inline_admin_formsets"]:
        rows, fk = inline.formset.model, inline.formset.fk.name
        factory = FACTORIES[rows]

        def first_row(rows=rows, fk=fk):
            return rows.objects.filter(**{fk: record}).first()

        name = rows.__name__
        yield f"{name} added", lambda factory=factory, fk=fk: factory(**{fk: record})
        yield f"{name} changed", lambda first_row=first_row: change_row(first_row())
        yield f"{name} deleted", lambda first_row=first_row: first_row().delete()


def all_values(data):
    """Return how often each text is in what a form sends; its state and keys of rows apart."""
    values = []
    for name, value in data.items():
        if not name.endswith(("_FORMS", "-id", STATE_FIELD)):
            values += map(str, value if isinstance(value, list) else [value])
    return Counter(filter(None, values))


@pytest.mark.parametrize("model", FORMS, ids=named)
def test_no_form_overwrites_what_is_newer(admin_client, model):
    """Whatever has changed, and whichever way: every model of the administration."""
    record = make(model)
    address = page_of(model, "change", record.pk)
    opened = admin_client.get(address)
    if not opened.context["has_change_permission"]:
        assert STATE_FIELD not in opened.text
        assert admin_client.post(address, {"x": "y"}).status_code == 403
        return
    typed = texts_of(opened.context["adminform"].form)[-1]
    for number, (way, change) in enumerate(ways_to_change(record, opened.context)):
        data = filled_in(admin_client, address) | {typed: f"{TYPED} {number}"}
        change()
        refused = admin_client.post(address, data)
        assert refused.status_code == 409, way
        assert refused.context["conflict"].labels, way
        again = sent_by(refused)
        assert all_values(data) <= all_values(again), way
        assert data[typed] in refused.text, way
        assert not model._base_manager.filter(**{typed: data[typed]}).exists(), way
        stored = admin_client.post(address, again)
        assert stored.status_code == 302, (way, stored.context["errors"])
        assert model._base_manager.filter(**{typed: data[typed]}).exists(), way
