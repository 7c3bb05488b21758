"""Merging a duplicate into the record that stays, without losing a link.

Nothing here knows a relation by name: every foreign key, many-to-many link and generic link of
any app that leads to the duplicate is found in `_meta`, today's and tomorrow's.
"""

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from resources.history import Version, recorded
from resources.models import PublicRecord
from search.text import fold


def merge(duplicate, kept):
    """Move all that leads to `duplicate` to `kept`, and archive it as a duplicate of that one.

    Both are records of one model. Where `kept` is itself a duplicate, the record that it doubles
    is taken. What `kept` has not, it takes over: links, and what single columns point at. Links
    that would break a rule of the kept record stay with the duplicate. Its rows (sources,
    actions, …) come after those of the other; what both have is there once.

    Returns (the record that stays, the names of the links that stayed behind). Raises
    `ValidationError`, nothing being changed, where the two cannot be merged.
    """
    if type(duplicate) is not type(kept):
        raise ValidationError(_("Two records of different kinds are not merged."))
    title = f"{duplicate.title_text or duplicate.slug} ({duplicate.slug})"
    with recorded(_("merged with %(name)s") % {"name": title}):
        duplicate, kept = locked(duplicate, kept)
        merging = _Merging(duplicate, kept)
        merging.run()
        return kept, merging.left_behind


def locked(duplicate, kept):
    """Return both as they are now, the second being the one that stays in the end."""
    model = type(duplicate)
    found = {}
    while kept.pk not in found:
        pair = sorted({duplicate.pk, kept.pk})
        rows = model.objects.select_for_update().filter(pk__in=pair).order_by("pk")
        here = {each.pk: each for each in rows}
        if not here.keys() >= set(pair):
            raise ValidationError(_("One of these records is no longer there."))
        duplicate, kept = here[duplicate.pk], here[kept.pk]
        found[kept.pk] = kept
        if kept.duplicate_of_id is None:
            break
        kept = kept.duplicate_of
    if kept.pk == duplicate.pk:
        raise ValidationError(_("A record is not merged with itself."))
    if duplicate.duplicate_of_id is not None:
        raise ValidationError(
            _("“%(name)s” is already a duplicate of “%(other)s”.")
            % {"name": duplicate.title_text, "other": duplicate.duplicate_of.title_text}
        )
    return duplicate, kept


class _Merging:
    """One merging, in the transaction of its caller."""

    def __init__(self, duplicate, kept):
        self.model = type(kept)
        self.duplicate = duplicate
        self.kept = kept
        self.left_behind = []

    def run(self):
        self.was_right = self.is_right()
        for relation in self.relations():
            if relation.many_to_many:
                self.move_links_to(relation.field)
            else:
                self.move_rows(relation.field)
        for field in self.model._meta.many_to_many:
            self.move_links_of(field)
        self.move_generic()
        self.fill_pointers()
        self.keep_names()
        self.kept.save()
        self.duplicate.status = PublicRecord.Status.ARCHIVED
        self.duplicate.duplicate_of = self.kept
        self.duplicate.save()
        if self.kept.is_published:
            self.kept.full_clean()
            self.kept.validate_links()

    def relations(self):
        """Yield what points at the model from anywhere, but for versions, which say what was."""
        for relation in self.model._meta.get_fields(include_hidden=True):
            if not relation.auto_created or relation.concrete:
                continue
            other = relation.related_model
            # The rows of a many-to-many link are moved with that link.
            if not issubclass(other, Version) and not other._meta.auto_created:
                yield relation

    def is_right(self):
        """Tell whether the kept record keeps all rules: a draft need not."""
        try:
            self.kept.full_clean()
            self.kept.validate_links()
        except ValidationError:
            return False
        return True

    def move_links_of(self, field):
        """Give the kept record the links of one of its own fields."""
        manager = getattr(self.duplicate, field.name)
        others = [other for other in manager.all() if other != self.kept]
        if not others:
            return
        try:
            with transaction.atomic():
                getattr(self.kept, field.name).add(*others)
                if self.was_right:
                    self.kept.validate_links()
        except ValidationError:
            self.left_behind.append(str(field.verbose_name))
        else:
            manager.clear()

    def move_links_to(self, field):
        """Have the records that name the duplicate in a many-to-many field name the other."""
        if field.model is self.model and field.remote_field.symmetrical:
            return  # the same link as that of the record itself
        for source in field.model._base_manager.filter(**{field.name: self.duplicate}):
            manager = getattr(source, field.name)
            manager.remove(self.duplicate)
            if source != self.kept:
                manager.add(self.kept)

    def move_rows(self, field):
        """Have the rows whose foreign key names the duplicate name the other."""
        for row in field.model._base_manager.filter(**{field.name: self.duplicate}):
            if row == self.kept:
                self.point_elsewhere(field)
            elif isinstance(row, PublicRecord):
                self.move_record(row, field)
            else:
                self.move_row(row, field)

    def point_elsewhere(self, field):
        """Stop the kept record from pointing at what is about to be itself."""
        setattr(self.kept, field.name, None)
        self.check(self.kept)
        self.kept.save()

    def move_record(self, record, field):
        setattr(record, field.name, self.kept)
        self.check(record)
        record.save()

    def check(self, record):
        """Refuse the whole merging where a record would break a rule."""
        try:
            record.clean()
            record.validate_unique()
            record.validate_constraints()
        except ValidationError as error:
            raise ValidationError(
                _("“%(name)s” stands in the way: %(reasons)s")
                % {"name": record.title_text, "reasons": " ".join(error.messages)}
            ) from error

    def move_row(self, row, field):
        """Move a row that belongs to a record; drop it where the other has the same."""
        if not field.null and self.has_the_same(row, field):
            row.delete()
            return
        setattr(row, field.name, self.kept)
        if "position" in {each.name for each in row._meta.concrete_fields}:
            row.position = None  # after those that are there
        row.save()

    def has_the_same(self, row, field):
        """Tell whether the kept record has a row that says the same."""
        apart = {row._meta.pk.name, field.name, "position"}
        values = {
            each.attname: getattr(row, each.attname)
            for each in row._meta.concrete_fields
            if each.name not in apart
        }
        rows = row._meta.model._base_manager.filter(**{field.name: self.kept})
        return any(
            all(getattr(other, name) == value for name, value in values.items()) for other in rows
        )

    def move_generic(self):
        """Move the rows that name the duplicate by its content type."""
        kind = ContentType.objects.get_for_model(self.model)
        for model in apps.get_models():
            for field in model._meta.private_fields:
                if isinstance(field, GenericForeignKey) and not issubclass(model, Version):
                    named = {field.ct_field: kind, field.fk_field: self.duplicate.pk}
                    for row in model._base_manager.filter(**named):
                        setattr(row, field.name, self.kept)
                        try:
                            with transaction.atomic():
                                row.save()
                        except IntegrityError:
                            row.delete()  # the kept record has the same

    def fill_pointers(self):
        """Give the kept record what only the duplicate points at, where the rules allow it."""
        for field in self.model._meta.concrete_fields:
            if not field.is_relation or field.name == "duplicate_of":
                continue
            other = getattr(self.duplicate, field.attname)
            if other is None or getattr(self.kept, field.attname) is not None:
                continue
            if field.related_model is self.model and other == self.kept.pk:
                continue
            self.fill_pointer(field, other)

    def fill_pointer(self, field, other):
        try:
            with transaction.atomic():
                if field.one_to_one:
                    setattr(self.duplicate, field.attname, None)
                    self.duplicate.save()
                setattr(self.kept, field.attname, other)
                self.kept.validate_constraints()
                if self.was_right:
                    self.kept.full_clean()
                    self.kept.validate_links()
        except ValidationError:
            setattr(self.kept, field.attname, None)
            setattr(self.duplicate, field.attname, other)
            self.left_behind.append(str(field.verbose_name))

    def keep_names(self):
        """Add the names of the duplicate to the other names of the kept record."""
        columns = {field.name for field in self.model._meta.concrete_fields}
        if "aliases" not in columns:
            return
        by_language = [name for name in ("aliases_fr", "aliases_en") if name in columns]
        for column in by_language or ["aliases"]:
            languages = [column[-2:]] if by_language else ["fr", "en"]
            name_columns = [f"{self.model.NAME_FIELD}_{code}" for code in languages]
            names = [getattr(self.duplicate, name) for name in name_columns]
            names += (getattr(self.duplicate, column) or "").splitlines()
            own = [getattr(self.kept, name) for name in name_columns]
            lines = (getattr(self.kept, column) or "").splitlines()
            known = {fold(name or "") for name in [*own, *lines]}
            for name in names:
                if name and fold(name) not in known:
                    known.add(fold(name))
                    lines.append(name.strip())
            setattr(self.kept, column, "\n".join(lines))
