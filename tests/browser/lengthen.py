"""Run inside the site: makes the texts of one record of each kind long, and puts them back.

`python manage.py shell` reads the code in `LENGTHEN` and `SHORTEN`.
"""

WORD = "Anticonstitutionnellement" * 7
ADDRESS = "https://exemple.fr/" + "chemin-tres-long/" * 5

LENGTHEN = f"""
import json
from django.apps import apps
from modeltranslation.translator import translator
from resources.models.record import PublicRecord
texts, pages = [], []
for model in apps.get_models():
    if not issubclass(model, PublicRecord):
        continue
    record = model.objects.published().first()
    fields = translator.get_options_for_model(model).all_fields.values()
    columns = [column.name for translated in fields for column in translated]
    before = {{name: getattr(record, name) for name in columns if getattr(record, name)}}
    longer = {{}}
    for name, text in before.items():
        most = model._meta.get_field(name).max_length or 10_000
        longer[name] = f"{{text[: max(0, most - 300)]}} {WORD} {ADDRESS}"[:most]
    texts.append([model._meta.label, record.pk, before])
    model.objects.filter(pk=record.pk).update(**longer)
    if hasattr(record, "get_absolute_url"):
        pages.append(record.get_absolute_url())
print(json.dumps([texts, pages]))
"""

SHORTEN = """
import json
from django.apps import apps
for label, pk, before in json.loads({!r}):
    apps.get_model(label).objects.filter(pk=pk).update(**before)
"""
