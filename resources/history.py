"""The versions of a record: what it said, with its links and its rows, each time it changed.

A version holds the whole record, so that it can be brought back. See
docs/decisions/0014-history-and-import.md.
"""

import json
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial

import simple_history
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modeltranslation.translator import translator
from simple_history.models import HistoricalRecords

# What `save` makes from the rest.
DERIVED = {
    "search_text",
    "sort_key",
    "created_at",
    "updated_at",
    "first_published_at",
    "review_due_on",
    "french_changed_at",
    "english_changed_at",
}
# What a record keeps when an earlier version is brought back: publication has rules of its own.
NOT_RESTORED = {"id", "slug", "status", "duplicate_of"}
LONGEST_REASON = 100  # characters


class Version(models.Model):
    """A record as it was; `tracked_fields` are its columns, `ROWS` the names of its rows.

    - `links`: {many-to-many field: [primary key, …]};
    - `rows`: {relation: [{column: value}, …]}.
    """

    ROWS = ()

    links = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    rows = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        abstract = True

    @property
    def was_deleted(self):
        return self.history_type == "-"

    @property
    def content(self):
        """All that it holds; equal for two versions that say the same to a reader."""
        columns = [_or_none(getattr(self, field.attname)) for field in self.tracked_fields]
        rows = {
            name: [{column: _or_none(value) for column, value in row.items()} for row in rows]
            for name, rows in self.rows.items()
        }
        return columns, self.links, rows

    def restore(self):
        """Bring the record back to this version; return it and the number of links left out.

        A link to what no longer exists is left out. Slug and status stay as they are; a record
        that was deleted comes back as a draft. Raises `ValidationError` where the version breaks
        a rule of today, nothing being changed.
        """
        day = timezone.localtime(self.history_date).strftime("%Y-%m-%d %H:%M")
        with recorded(_("version of %(moment)s restored") % {"moment": day}):
            record = self._stored() or self.instance_type(pk=self.id, slug=self.slug)
            for field in self.tracked_fields:
                if field.name not in NOT_RESTORED:
                    setattr(record, field.attname, getattr(self, field.attname))
            record.full_clean()
            record.save()
            left_out = sum(self._restore_links(record, name) for name in self.links)
            for name in self.rows:
                self._restore_rows(record, name)
            record.validate_links()
        return record, left_out

    def _stored(self):
        return self.instance_type.objects.select_for_update().filter(pk=self.id).first()

    def _restore_links(self, record, name):
        """Set the links of one field; return how many lead nowhere any more."""
        link = record._meta.get_field(name)
        known = link.related_model._base_manager.filter(pk__in=self.links[name])
        getattr(record, name).set(known)
        return len(self.links[name]) - known.count()

    def _restore_rows(self, record, name):
        """Replace the rows that are not as they were; the others keep their place."""
        relation = record._meta.get_field(name)
        model, key = relation.related_model, relation.field.attname
        stored = _rows_of(self.instance_type, name, [record.pk]).get(record.pk, [])
        same = [row for row in self.rows[name] if row in stored]
        getattr(record, name).exclude(pk__in=[row["id"] for row in same]).delete()
        for row in self.rows[name]:
            if row in same:
                continue
            fields = {column: _field_of(model, column).to_python(row[column]) for column in row}
            restored = model(**fields, **{key: record.pk})
            if model._base_manager.filter(pk=restored.pk).exists():
                restored.pk = None  # merging has given that row to another record
            try:
                restored.full_clean()
            except ValidationError as error:
                reasons = " ".join(error.messages)
                raise ValidationError(f"{model._meta.verbose_name}: {reasons}") from error
            restored.save(force_insert=True)


class Versions(HistoricalRecords):
    """Keep the versions of a model, with its many-to-many links and the relations `rows`.

    A change of a link or of a row is a change of the record. `QuerySet.update` and `bulk_create`
    pass unseen; what they did appears in the next version.
    """

    def __init__(self, rows=(), **options):
        self.rows = rows
        super().__init__(
            bases=[Version],
            verbose_name=gettext_lazy("version"),
            verbose_name_plural=gettext_lazy("versions"),
            **options,
        )

    def get_meta_options(self, model):
        return {**super().get_meta_options(model), "default_permissions": ()}

    def finalize(self, sender, **kwargs):
        super().finalize(sender, **kwargs)
        sender.history.model.ROWS = self.rows
        pre_save.connect(self.before_save, sender=sender, weak=False)
        for link in sender._meta.many_to_many:
            handler = partial(self.link_changed, link=link)
            m2m_changed.connect(handler, sender=link.remote_field.through, weak=False)
        for name in self.rows:
            relation = sender._meta.get_field(name)
            handler = partial(self.row_changed, record_key=relation.field.attname)
            for signal in (pre_save, post_save, pre_delete, post_delete):
                signal.connect(handler, sender=relation.related_model, weak=False)

    def before_save(self, instance, raw=False, **kwargs):
        if not raw and not instance._state.adding:
            _begin(self.cls, [instance.pk])

    def post_save(self, instance, created, raw=False, **kwargs):
        if not raw:
            _touch(self.cls, [instance.pk], "+" if created else "~")

    def pre_delete(self, instance, **kwargs):
        """Write the last version now: its rows and its links go first."""
        _write(self.cls, {instance.pk: "-"}, _reason())

    def post_delete(self, instance, **kwargs):
        pass

    def link_changed(self, instance, action, reverse, pk_set, link, **kwargs):
        if not reverse:
            records = {instance.pk}
            if link.remote_field.symmetrical:
                records |= pk_set or set()
        else:
            records = pk_set or set()
        if action.startswith("pre_"):
            _begin(self.cls, records)
        else:
            _touch(self.cls, records, "~")

    def row_changed(self, instance, signal, record_key, raw=False, **kwargs):
        if raw:
            return
        record = getattr(instance, record_key)
        if signal in (pre_save, pre_delete):
            _begin(self.cls, [record])
        else:
            _touch(self.cls, [record], "~")


def keep_history(model, rows):
    """Keep the versions of a public record; to be called once its translations are registered."""
    # The column of the bare name repeats that of the first language.
    doubled = set(translator.get_options_for_model(model).all_fields)
    simple_history.register(
        model, records_class=Versions, rows=rows, excluded_fields=[*DERIVED, *doubled]
    )


class _Block:
    """What changed in a `recorded` block: {model: {primary key: "+" or "~"}}."""

    def __init__(self, reason):
        self.reason = reason
        self.changed = {}


_block = ContextVar("the block whose changes are written together", default=None)


@contextmanager
def recorded(reason=""):
    """Make the block one transaction, at the end of which each record gets one version at most.

    Outside such a block each save, and each change of a link or of a row, makes its own. A block
    within another joins it.
    """
    if (outer := _block.get()) is not None:
        outer.reason = outer.reason or reason
        yield
        return
    block = _Block(reason)
    token = _block.set(block)
    try:
        with transaction.atomic():
            yield
            for model, kinds in block.changed.items():
                _write(model, kinds, block.reason)
    finally:
        _block.reset(token)


def _reason():
    block = _block.get()
    return block.reason if block else ""


def _begin(model, records):
    """Give a version to records that have none, before they change: how they stood."""
    block = _block.get()
    fresh = block.changed.get(model, {}) if block else {}
    records = {record for record in records if fresh.get(record) != "+"}
    if records:
        known = model.history.filter(id__in=records).order_by().values_list("id", flat=True)
        _write(model, dict.fromkeys(records - set(known), "+"), "")


def _touch(model, records, kind):
    """Note that records changed: in the block, or at once."""
    block = _block.get()
    if block is None:
        _write(model, dict.fromkeys(records, kind), "")
        return
    changed = block.changed.setdefault(model, {})
    for record in records:
        changed.setdefault(record, kind)


def _write(model, kinds, reason):
    """Write one version of each record {primary key: kind} that is not as its last version."""
    now, user = timezone.now(), _user()
    keys, size = sorted(kinds), 200
    for start in range(0, len(keys), size):
        last = _last_versions(model.history.model, keys[start : start + size])
        fresh = []
        for version in states(model, keys[start : start + size]):
            version.history_date = now
            version.history_type = kinds[version.id]
            version.history_user = user
            version.history_change_reason = reason[:LONGEST_REASON] or None
            if _says_more(version, last.get(version.id)):
                fresh.append(version)
        model.history.model.objects.bulk_create(fresh)


def states(model, keys):
    """Return the records with these keys as they are now: a list of versions that are not saved."""
    version = model.history.model
    links = {link.name: _links_of(link, keys) for link in model._meta.many_to_many}
    rows = {name: _rows_of(model, name, keys) for name in version.ROWS}
    columns = [field.attname for field in version.tracked_fields]
    found = model._base_manager.filter(pk__in=keys).order_by("pk").values(*columns)
    return [
        version(
            **values,
            links={name: linked.get(values["id"], []) for name, linked in links.items()},
            rows={name: told.get(values["id"], []) for name, told in rows.items()},
        )
        for values in found
    ]


def _says_more(version, last):
    """Tell whether a version is worth keeping after the last one."""
    if last is None or version.was_deleted:
        return True
    if last.was_deleted:
        return version.history_type == "+"  # its rows still go, one by one
    return version.content != last.content


def _last_versions(version, keys):
    """Return {primary key: last version} of records."""
    newest = (
        version.objects.filter(id__in=keys)
        .order_by()
        .values("id")
        .annotate(newest=models.Max("history_id"))
        .values("newest")
    )
    return {each.id: each for each in version.objects.filter(history_id__in=newest)}


def _links_of(link, keys):
    """Return {primary key: [primary key of what it is linked to, …]} of a many-to-many field."""
    source, target = f"{link.m2m_field_name()}_id", f"{link.m2m_reverse_field_name()}_id"
    through = link.remote_field.through._base_manager
    pairs = set(through.filter(**{f"{source}__in": keys}).values_list(source, target))
    if link.remote_field.symmetrical:
        # The way back is written last: who is told of the first sees both.
        pairs |= set(through.filter(**{f"{target}__in": keys}).values_list(target, source))
    found = {}
    for record, other in sorted(pairs):
        found.setdefault(record, []).append(other)
    return found


def _rows_of(model, name, keys):
    """Return {primary key: [{column: value}, …]} of the rows of records, as JSON holds them."""
    relation = model._meta.get_field(name)
    child, key = relation.related_model, relation.field.attname
    columns = [column for column in row_columns(child) if column != key]
    found = {}
    rows = child._base_manager.filter(**{f"{key}__in": keys}).order_by("pk")
    for row in rows.values(key, *columns):
        record = row.pop(key)
        found.setdefault(record, []).append(json.loads(json.dumps(row, cls=DjangoJSONEncoder)))
    return found


def row_columns(model):
    """Return the columns of a row, without those that repeat the first language."""
    doubled = set()
    if model in translator.get_registered_models():
        doubled = set(translator.get_options_for_model(model).all_fields)
    return [field.attname for field in model._meta.concrete_fields if field.name not in doubled]


def _or_none(value):
    """Return None for an empty text too: forms write the one where files write the other."""
    return None if value == "" else value


def _field_of(model, column):
    return next(field for field in model._meta.concrete_fields if field.attname == column)


def _user():
    """Return who is signed in where the change comes from a page, else None."""
    request = getattr(HistoricalRecords.context, "request", None)
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None
