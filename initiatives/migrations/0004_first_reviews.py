"""Say by when the records that are there already are to be reviewed."""

from datetime import date

from django.db import migrations

from resources.models.upkeep import months_after

MODELS = {
    "initiatives": ["CooperationForm", "Initiative", "Lever", "SupportOrganisation", "Testimony"],
    "resources": ["GlossaryTerm", "KeyFigure", "Resource"],
}


def plan(apps, schema_editor):
    for app, names in MODELS.items():
        for name in names:
            records = apps.get_model(app, name).objects
            known = records.only("verified_on", "information_as_of", "review_months")
            batch = []
            for record in known.iterator(chunk_size=1000):
                known_on = record.verified_on
                if known_on is None and record.information_as_of is not None:
                    known_on = date(record.information_as_of, 12, 31)
                if known_on is not None:
                    record.review_due_on = months_after(known_on, record.review_months)
                    batch.append(record)
                if len(batch) == 1000:
                    records.bulk_update(batch, ["review_due_on"])
                    batch = []
            records.bulk_update(batch, ["review_due_on"])


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0003_upkeep"), ("resources", "0003_upkeep")]

    operations = [migrations.RunPython(plan, migrations.RunPython.noop)]
