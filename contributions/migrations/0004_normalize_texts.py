"""Bring the texts that are stored already into the form in which new ones are.

See docs/decisions/0017-one-form-of-text.md. Of public records, of their versions (or the next
change of a record would seem to change all its texts) and of contributions.
"""

import re
import unicodedata

from django.db import IntegrityError, migrations, models, transaction

APPS = {"resources", "initiatives", "contributions"}
# Written by the site, not by people.
MODELS_LEFT = {"importfile", "linkcheck", "outgoingmail"}
COLUMNS_LEFT = {"search_text", "sort_key", "secret", "sending_key", "origin", "history_type"}
COLUMNS_LEFT |= {"history_change_reason"}
# From which the sort key is made, where that is not `name_fr`.
NAMES = {
    "resource": "title_fr",
    "keyfigure": "label_fr",
    "glossaryterm": "term_fr",
    "lever": "title_fr",
    "testimony": "topic_fr",
}

# As in `search.normal_form` when this migration was written.
INVISIBLE = (
    "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0001\U000e0020-\U000e007f"
)
NEEDED = "(?<=[\u0590-\u061b\u061d-\u180d\u180f-\u1cff\ua800-\uabff\ufb1d-\ufdff\ufe70-\ufefc])"
NEEDED += "[\u061c\u180e\u200c-\u200f]"
PICTURE = "(?<=[\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d"
PICTURE += "(?=[\u2190-\u2bff\U0001f000-\U0001faff])"
FLAG = "\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f"
CARRIES_NOTHING = re.compile(
    f"({NEEDED}|{PICTURE}|{FLAG})|[\x01-\x08\x0e-\x1f\x7f-\x9f{INVISIBLE}]"
)


def composed(text):
    nfc = unicodedata.normalize("NFC", text)
    return nfc if len(nfc) <= len(text) else text


def normal_text(text):
    text = composed(re.sub("\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", text))
    return composed(CARRIES_NOTHING.sub(r"\1", text)).strip()


def normal_line(text):
    return re.sub("[ \t]*[\t\n][ \t\n]*", " ", normal_text(text))


def folded(text):
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = plain.replace("œ", "oe").replace("æ", "ae")
    return re.findall("[a-z0-9]+", re.sub("[\u0300-\u036f]", "", plain))


def text_columns(model):
    """Return {column: the function that normalizes it}."""
    columns = {}
    for field in model._meta.concrete_fields:
        if field.name in COLUMNS_LEFT or field.choices or isinstance(field, models.SlugField):
            continue
        if isinstance(field, models.TextField):
            columns[field.name] = normal_text
        elif isinstance(field, models.CharField):
            columns[field.name] = normal_line
    return columns


def changes_of(row, columns):
    """Return {column: normal text} of what is not in its normal form."""
    changes = {
        name: normal(row[name])
        for name, normal in columns.items()
        if row[name] and normal(row[name]) != row[name]
    }
    if rows := row.get("rows"):
        # Those of an earlier version: {relation: [{column: value}]}, all of one line.
        normal = {
            name: [
                {
                    column: normal_line(value) if isinstance(value, str) else value
                    for column, value in each.items()
                }
                for each in stored
            ]
            for name, stored in rows.items()
        }
        if normal != rows:
            changes["rows"] = normal
    return changes


def derived_from(changes, row, name):
    """Return what the search reads anew of a record: its new words beside those it had."""
    names, _, others = row["search_text"].partition("\n")
    known = set(row["search_text"].split())
    fresh = [word for text in changes.values() for word in folded(text) if word not in known]
    named = [word for word in folded(changes.get(name, "")) if word in fresh]
    others = [others, *dict.fromkeys(word for word in fresh if word not in named)]
    derived = {"search_text": f"{' '.join([names, *dict.fromkeys(named)])}\n{' '.join(others)}"}
    if name in changes:
        derived["sort_key"] = " ".join(folded(changes[name]))[:200]
    return derived


def normalize(apps, schema_editor):
    for model in apps.get_models():
        if model._meta.app_label not in APPS or model._meta.model_name in MODELS_LEFT:
            continue
        columns = text_columns(model)
        fields = {field.name for field in model._meta.concrete_fields}
        read = [*columns, *(fields & {"search_text", "rows"})]
        changed = [
            (row, changes)
            for row in model._base_manager.values("pk", *read).iterator(chunk_size=1000)
            if (changes := changes_of(row, columns))
        ]
        for row, changes in changed:
            if "search_text" in fields:
                name = NAMES.get(model._meta.model_name, "name_fr")
                changes |= derived_from(changes, row, name)
            try:
                with transaction.atomic():
                    model._base_manager.filter(pk=row["pk"]).update(**changes)
            except IntegrityError:
                # A published record that would be left without a text, a source twice the same:
                # staff will meet it in the form.
                continue


class Migration(migrations.Migration):
    dependencies = [
        ("contributions", "0003_picture_uploads"),
        ("initiatives", "0006_board_indexes"),
        ("resources", "0005_link_checks"),
    ]

    operations = [migrations.RunPython(normalize, migrations.RunPython.noop)]
