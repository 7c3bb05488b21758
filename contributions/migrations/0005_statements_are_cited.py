"""Take what contributors told out of the documents to read, and write its dates in words."""

from datetime import date

from django.db import migrations

MONTHS = [
    *("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre"),
    *("octobre", "novembre", "décembre"),
]


def in_words(locator):
    try:
        day = date.fromisoformat(locator)
    except ValueError:
        return locator
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"


def cite(apps, schema_editor):
    resources = apps.get_model("resources", "Resource")._base_manager
    statements = resources.filter(slug="statements-of-contributors")
    statements.update(status="archived")
    for name in ("InitiativeSource", "AuthorityAction"):
        citations = apps.get_model("initiatives", name)._base_manager
        for citation in citations.filter(resource__in=statements.values("pk")):
            citations.filter(pk=citation.pk).update(locator=in_words(citation.locator))


class Migration(migrations.Migration):
    dependencies = [("contributions", "0004_normalize_texts")]

    operations = [migrations.RunPython(cite, migrations.RunPython.noop)]
