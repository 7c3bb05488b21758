"""Records as the rows of a file: written, read again, and each change shown before it is made.

A column is a column of the record (`name_fr`, `name_en`); a link is a slug, several are separated
by `|`; territories stand under their INSEE codes.
"""

import logging
from dataclasses import dataclass, field

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from import_export import fields, resources, widgets
from modeltranslation.translator import translator
from tablib import Dataset

from resources.differences import differences, texts_of
from resources.fingerprint import fingerprint
from resources.history import DERIVED, states
from resources.models import PublicRecord, Vocabulary
from resources.spreadsheets import read_table

logger = logging.getLogger(__name__)

BETWEEN = "|"
# What no cell can hold, or what is decided elsewhere.
NO_COLUMNS = DERIVED | {"id", "duplicate_of"}
# As spreadsheets in either language write a day; the order of the English one would be a guess.
DATES = ["%Y-%m-%d", "%d/%m/%Y"]
# Spreadsheets drop the zero at the beginning of "01" and "01004".
LENGTHS_OF_CODES = (2, 5)


class Cell(widgets.Widget):
    """The text of a cell for a column; read as a form would read it."""

    def __init__(self, column):
        super().__init__()
        self.field = column.formfield()
        self.is_number = isinstance(column, models.FloatField | models.DecimalField)
        if isinstance(column, models.DateField):
            self.field.input_formats = DATES

    def clean(self, value, row=None, **kwargs):
        return self.field.clean(value.replace(",", ".") if self.is_number else value)

    def render(self, value, **kwargs):
        if value is None or self.is_number:
            return value
        return str(value).replace("\r\n", "\n")


def key_of(model):
    """Return the name of the column by which a file names records of a model."""
    return "slug" if issubclass(model, PublicRecord | Vocabulary) else "pk"


def found(model, names):
    """Return the records that a file names; raises `ValidationError` where one is not there."""
    key = key_of(model)
    asked = {name: name for name in names}
    if key == "pk":
        for name in filter(str.isdecimal, names):
            for length in LENGTHS_OF_CODES:
                asked.setdefault(name.zfill(length), name)
    records = {getattr(each, key): each for each in model.objects.filter(**{f"{key}__in": asked})}
    known = {asked[name] for name in records}
    if unknown := [name for name in names if name not in known]:
        raise ValidationError(
            _("Not known: %(names)s.") % {"names": ", ".join(f"“{name}”" for name in unknown)}
        )
    return list(records.values())


class LinkCell(widgets.Widget):
    """The one record that a foreign key names."""

    def __init__(self, column):
        super().__init__()
        self.model = column.related_model

    def clean(self, value, row=None, **kwargs):
        return found(self.model, [value.strip()])[0] if value.strip() else None

    def render(self, value, **kwargs):
        return None if value is None else str(getattr(value, key_of(self.model)))


class LinksCell(widgets.ManyToManyWidget):
    """The records of a many-to-many link, in any order."""

    def __init__(self, column):
        super().__init__(column.related_model, separator=BETWEEN)

    def clean(self, value, row=None, **kwargs):
        names = list(dict.fromkeys(filter(None, map(str.strip, value.split(BETWEEN)))))
        return found(self.model, names) if names else []

    def render(self, value, **kwargs):
        if value is None:
            return None
        return BETWEEN.join(sorted(str(getattr(each, key_of(self.model))) for each in value.all()))


@dataclass
class RowReport:
    """What becomes of one row: `kind` is "new", "changed", "same" or "refused"."""

    line: int
    name: str
    kind: str
    changes: list = field(default_factory=list)
    reasons: list = field(default_factory=list)  # pairs (column or "", text)
    record: object = None


class Loader:
    """The records that a file names, read at once."""

    def __init__(self, resource, dataset):
        slugs = {slug.strip() for slug in dataset["slug"] if slug}
        records = resource.get_queryset().filter(slug__in=slugs)
        if not resource.is_dry_run:
            # What is compared with the file is what it is written over.
            records = records.select_for_update(of=("self",), no_key=True)
        self.records = {record.slug: record for record in records}

    def get_instance(self, row):
        return self.records.get(row["slug"].strip())


class RecordResource(resources.ModelResource):
    """The rows of a file for one model; `resource_of` makes the class of a model."""

    class Meta:
        import_id_fields = ["slug"]
        instance_loader_class = Loader
        clean_model_instances = True
        skip_unchanged = True
        skip_diff = True
        report_skipped = True
        store_instance = True
        use_transactions = True

    def get_queryset(self):
        opts = self._meta.model._meta
        pointers = [each.name for each in opts.concrete_fields if is_pointer(each)]
        links = [each.name for each in opts.many_to_many]
        return super().get_queryset().select_related(*pointers).prefetch_related(*links)

    def titles(self):
        return [each.column_name for each in self.get_export_fields()]

    def table(self, records):
        """Yield the titles, then the row of each record of a queryset."""
        yield self.titles()
        links = [each.name for each in self._meta.model._meta.many_to_many]
        for record in records.prefetch_related(*links).iterator(chunk_size=500):
            yield [each.export(record) for each in self.get_export_fields()]

    def read(self, content):
        """Return the dataset of a file; raises `ValidationError` where it is no such table."""
        titles, *rows = read_table(content)
        known = set(self.titles())
        doubled = {title for title in titles if title and titles.count(title) > 1}
        unknown = [title or _("(without a title)") for title in titles if title not in known]
        for text, names in (
            (_("Columns that are not known: %(names)s."), unknown),
            (_("Columns that stand there twice: %(names)s."), sorted(doubled)),
            (_("This column is missing: %(names)s."), [] if "slug" in titles else ["slug"]),
        ):
            if names:
                raise ValidationError(text % {"names": ", ".join(names)})
        return Dataset(*rows, headers=titles)

    def run(self, dataset, dry_run):
        """Import and return the `RowReport` of each row; with `dry_run` nothing stays."""
        self.is_dry_run = dry_run
        self.reports = []
        self.lines = {}
        result = self.import_data(dataset, dry_run=dry_run)
        if result.base_errors:
            raise ValidationError([str(each.error) for each in result.base_errors])
        return self.reports

    def import_row(self, row, instance_loader, row_number=None, **kwargs):
        # The first line of the file has the titles.
        self.report = RowReport(row_number + 1, row["slug"], "same")
        result = super().import_row(row, instance_loader, row_number=row_number, **kwargs)
        report = self.report
        if result.validation_error:
            report.kind, report.reasons = "refused", reasons_of(result.validation_error)
        elif result.errors:
            logger.error("row %d of an import", report.line, exc_info=result.errors[0].error)
            report.kind, report.reasons = "refused", [("", _("This row cannot be read."))]
        self.reports.append(report)
        return result

    def before_import_row(self, row, **kwargs):
        slug = row["slug"].strip()
        first = self.lines.setdefault(slug, self.report.line)
        if first != self.report.line:
            text = _("This record stands on line %(line)d already.") % {"line": first}
            raise ValidationError({"slug": text})

    def after_init_instance(self, instance, new, row, **kwargs):
        self.before = [] if new else self.values_of(instance)
        self.is_new = new

    def values_of(self, instance):
        """Return what the columns of a record hold, an empty text being nothing."""
        columns = instance._meta.concrete_fields
        return [getattr(instance, each.attname) or None for each in columns if each.name != "id"]

    def import_instance(self, instance, row, **kwargs):
        self.links = {}
        errors = {}
        for each in self.get_import_fields():
            if each.column_name not in row:
                continue
            is_link = isinstance(each.widget, LinksCell)
            if not self.is_new and row[each.column_name] == shown(each.export(instance)):
                continue
            try:
                if is_link:
                    self.links[each] = each.clean(row)
                else:
                    each.save(instance, row)
            except ValidationError as error:
                errors[each.column_name] = error.messages
        if errors:
            raise ValidationError(errors)

    def skip_row(self, instance, original, row, import_validation_errors=None):
        if self.is_new or import_validation_errors:
            return False
        self.links = {
            each: records
            for each, records in self.links.items()
            if set(records) != set(each.get_value(instance).all())
        }
        if not self.links and self.values_of(instance) == self.before:
            return True
        [self.state] = states(type(instance), [instance.pk])
        return False

    def save_instance(self, instance, is_create, row, **kwargs):
        with transaction.atomic():
            super().save_instance(instance, is_create, row, **kwargs)

    def save_m2m(self, instance, row, **kwargs):
        """Set the links, then check the rules that look at them; say what changed."""
        for each, records in self.links.items():
            getattr(instance, each.attribute).set(records)
        instance.validate_links()
        [state] = states(type(instance), [instance.pk])
        versions = [state] if self.is_new else [self.state, state]
        texts = texts_of(versions)
        before = {} if self.is_new else texts[0]
        self.report.kind = "new" if self.is_new else "changed"
        self.report.changes = differences(before, texts[-1], type(instance))
        self.report.record = instance


def shown(value):
    return "" if value is None else str(value)


def is_pointer(column):
    """Tell whether a column of a file names another record by its slug."""
    if not column.is_relation or column.name in NO_COLUMNS:
        return False
    return key_of(column.related_model) == "slug"


def reasons_of(error):
    """Return the reasons of a refusal as pairs (column or "", text)."""
    if not hasattr(error, "error_dict"):
        return [("", text) for text in error.messages]
    return [
        ("" if name == NON_FIELD_ERRORS else name, text)
        for name, texts in error.message_dict.items()
        for text in texts
    ]


def changes_in(reports):
    """Return the fingerprint of the changes of an import."""
    return fingerprint([(each.line, each.kind, each.name, each.changes) for each in reports])


def resource_of(model):
    """Return the `RecordResource` of a public record."""
    doubled = set(translator.get_options_for_model(model).all_fields)
    attributes = {}
    for column in [*model._meta.concrete_fields, *model._meta.many_to_many]:
        if column.name in NO_COLUMNS | doubled or isinstance(column, models.FileField):
            continue
        if column.many_to_many:
            widget = LinksCell(column)
        elif column.is_relation:
            widget = LinkCell(column)
        else:
            widget = Cell(column)
        attributes[column.name] = fields.Field(
            attribute=column.name, column_name=column.name, widget=widget, saves_null_values=True
        )
    meta = type("Meta", (RecordResource.Meta,), {"model": model, "fields": list(attributes)})
    return type(f"{model.__name__}Rows", (RecordResource,), {**attributes, "Meta": meta})
