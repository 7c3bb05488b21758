"""What the tests of the administration share: an editor's browser, and forms as it sends them."""

from functools import partial

import pytest
from django.db.models.fields.files import FieldFile

from resources.admin.optimistic_lock import STATE_FIELD


@pytest.fixture
def fill(admin_client):
    """Return `filled_in` for the browser of a superuser."""
    return partial(filled_in, admin_client)


def filled_in(client, address, **changes):
    """Open a form; return what a browser would send back of it, with `changes`.

    Inline rows are added with `add_rows`.
    """
    return sent_by(client.get(address)) | changes


def sent_by(response):
    """Return what a browser would send back of the form that a response shows."""
    context = response.context
    data = values_of(context["adminform"].form)
    for inline in context["inline_admin_formsets"]:
        data |= values_of(inline.formset.management_form)
        for form in inline.formset.forms:
            data |= values_of(form)
    if "state" in context:
        data[STATE_FIELD] = context["state"]
    return data


def list_filled_in(client, address):
    """Return what a browser would send back of a list that is edited."""
    return list_sent_by(client.get(address))


def list_sent_by(response):
    formset = response.context["cl"].formset
    data = {"_save": "1", STATE_FIELD: response.context["state"]}
    for form in (formset.management_form, *formset.forms):
        data |= values_of(form)
    return data


def values_of(form):
    """Return {name: value} as the untouched form would be sent; empty fields are left out."""
    values = {}
    for bound in form:
        value = bound.value()
        if isinstance(value, FieldFile):
            continue  # a browser sends no file that is stored already
        if hasattr(value, "__iter__") and not isinstance(value, str):
            value = [getattr(each, "pk", each) for each in value]
        if value or value == 0 and value is not False:
            values[bound.html_name] = value
    return values


def add_rows(data, prefix, *rows):
    """Add rows to the inline `prefix` of what is to be sent, each a dictionary."""
    total = int(data.get(f"{prefix}-TOTAL_FORMS", 0))
    for number, row in enumerate(rows, start=total):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    data[f"{prefix}-TOTAL_FORMS"] = total + len(rows)


def errors_of(response):
    """Return the errors of the form in a response, by field."""
    return response.context["adminform"].form.errors


def texts_of_messages(response):
    return [str(message) for message in response.context["messages"]]
