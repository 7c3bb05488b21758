"""What the tests of the administration share: an editor's browser, and forms as it sends them."""

import pytest
from django.db.models.fields.files import FieldFile


@pytest.fixture
def fill(admin_client):
    """Return a function that opens a form and gives what a browser would send back.

    Keyword arguments change values; inline rows are added with `add_rows`.
    """

    def open_and_fill(address, **changes):
        context = admin_client.get(address).context
        data = values_of(context["adminform"].form)
        for inline in context["inline_admin_formsets"]:
            data |= values_of(inline.formset.management_form)
            for form in inline.formset.initial_forms:
                data |= values_of(form)
        return data | changes

    return open_and_fill


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
