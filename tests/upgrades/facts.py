"""What stands in a database, as plain facts that outlive the names of tables and modules."""

import hashlib

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.serializers.json import DjangoJSONEncoder
from modeltranslation.translator import NotRegistered, translator

from contributions.models import Contribution, Correction, OutgoingMail, Proposal, RecordContact
from initiatives.models import Initiative
from resources.models import ImportFile, LinkCheck, PublicRecord, Remit

# Written anew by migrations or by each load, so that their number says nothing.
NOT_COUNTED = {
    "change",
    "contenttype",
    "permission",
    "session",
    "region",
    "department",
    "commune",
    "intercommunality",
    "postalcode",
    "formercommune",
    "datarelease",
}


def facts():
    """Return all that must survive, as {name: value} of what JSON can hold."""
    return {
        "counts": counts(),
        "records": records(),
        "links": links(),
        "versions": versions(),
        "contributions": contributions(),
        "mails": mails(),
        "contacts": rows(RecordContact, "email", "secret", "language", "agreed_at", "asked_at"),
        "accounts": [
            [user.username, user.email, user.password, user.is_active, user.is_superuser]
            + sorted(user.groups.values_list("name", flat=True))
            for user in User.objects.order_by("username")
        ],
        "second factors": rows(Authenticator, "user__username", "type", "data"),
        "remits": [
            [remit.user.username, remit.weekly_digest, *(each.slug for each in remit.regions.all())]
            for remit in Remit.objects.order_by("user")
        ],
        "log": rows(LogEntry, "user__username", "object_repr", "change_message"),
        "links checked": rows(LinkCheck, "url", "status", "failures"),
        "imports": [
            [each.name, bytes(each.content).decode()] for each in ImportFile.objects.order_by("pk")
        ],
        "pictures": pictures(),
    }


def rows(model, *columns):
    """Return the values of some columns of all rows, in the order of their keys."""
    return [list(values) for values in model.objects.order_by("pk").values_list(*columns)]


def counts():
    """Return {name of the model: number of rows}."""
    return {
        model._meta.model_name: model._base_manager.count()
        for model in apps.get_models()
        if model._meta.model_name not in NOT_COUNTED
    }


def kinds():
    """Return the models of public records."""
    return [model for model in apps.get_models() if issubclass(model, PublicRecord)]


def records():
    """Return {kind: {slug: {column: value}}} of all that is said, state and dates included."""
    return {
        model._meta.model_name: {
            record.slug: {
                name: getattr(record, name)
                for name in [*texts_of(model), "status", "verified_on", "review_due_on", "sort_key"]
            }
            for record in model.objects.order_by("slug")
        }
        for model in kinds()
    }


def texts_of(model):
    """Return the columns of the translated texts of a model."""
    try:
        fields = translator.get_options_for_model(model).all_fields.values()
    except NotRegistered:
        return []
    return sorted(column.name for translated in fields for column in translated)


def links():
    """Return {kind.field: number of links} of all many-to-many fields of public records."""
    return {
        f"{model._meta.model_name}.{field.name}": field.remote_field.through.objects.count()
        for model in kinds()
        for field in model._meta.many_to_many
    }


def versions():
    """Return {kind: {slug: [[kind of change, reason, French name], …]}}, oldest first."""
    found = {}
    for model in kinds():
        for version in model.history.order_by("history_date", "history_id"):
            of_kind = found.setdefault(model._meta.model_name, {})
            name = getattr(version, f"{model.NAME_FIELD}_fr")
            of_kind.setdefault(version.slug, []).append(
                [version.history_type, version.history_change_reason or "", name]
            )
    return found


def contributions():
    """Return what was sent in, by its secret."""
    found = {}
    for each in Contribution.objects.order_by("pk"):
        found[each.secret] = {
            "state": each.state,
            "version": each.version,
            "contact": [each.contact_name, each.contact_email, each.contact_phone],
            "sent_at": each.sent_at,
            "turns": [[turn.before, turn.after, turn.reason, turn.at] for turn in each.turns.all()],
        }
    for proposal in Proposal.objects.prefetch_related("actions", "sectors"):
        found[proposal.secret] |= {
            "texts": [proposal.name, proposal.summary, proposal.description],
            "answers": proposal.answers,
            "commune": proposal.commune_id,
            "sectors": sorted(sector.slug for sector in proposal.sectors.all()),
            "actions": [
                [action.authority, action.text, action.year] for action in proposal.actions.all()
            ],
            "initiative": proposal.initiative and proposal.initiative.slug,
        }
    for correction in Correction.objects.prefetch_related("fields"):
        found[correction.secret] |= {
            "record": correction.record.slug,
            "fields": [
                [field.name, field.old, field.new, field.decision]
                for field in correction.fields.all()
            ],
        }
    return found


def mails():
    """Return the queued e-mails; of one that has left the text is not kept."""
    return [
        [
            mail.key,
            mail.recipient,
            mail.subject,
            "" if mail.state == "sent" else mail.text,
            mail.state,
            mail.tries,
            mail.queued_at,
        ]
        for mail in OutgoingMail.objects.order_by("pk")
    ]


def pictures():
    """Return {whose: [name, SHA-256]} of the pictures, read through their fields."""
    found = {}
    for model, name in ((Initiative, "slug"), (Proposal, "secret")):
        for record in model.objects.exclude(picture=""):
            with record.picture.open() as file:
                digest = hashlib.sha256(file.read()).hexdigest()
            found[getattr(record, name)] = [record.picture.name, digest]
    return found


def as_json():
    """Return the facts as the text of a JSON file."""
    return DjangoJSONEncoder(ensure_ascii=False, indent=0, sort_keys=True).encode(facts())
