"""What each role may do: one declaration, from which the groups are kept."""

from django.apps import apps as all_apps
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from resources.models import CORRESPONDENT

LOOK = ["view"]
WRITE = ["view", "add", "change"]
ALL = ["view", "add", "change", "delete"]

# The rows of a record go with it: who writes it may take one out.
ROWS = {
    "resources.resourcesource": ALL,
    "resources.keyfiguresource": ALL,
    "resources.glossarytermsource": ALL,
    "initiatives.leversource": ALL,
    "initiatives.cooperationformsource": ALL,
    "initiatives.testimonysource": ALL,
}
ROWS_OF_A_REGION = {
    "initiatives.authorityaction": ALL,
    "initiatives.keyfact": ALL,
    "initiatives.milestone": ALL,
    "initiatives.initiativesource": ALL,
    "initiatives.supportorganisationsource": ALL,
}
CONTENT = {
    "territories": LOOK,
    "resources": WRITE,
    "resources.remit": [],
    "initiatives": WRITE,
    **ROWS,
    **ROWS_OF_A_REGION,
}
# Decided and sent again, never written by staff; a contact who asks for it is forgotten.
DESK = {
    "contributions": [],
    "contributions.proposal": ["view", "change"],
    "contributions.correction": ["view", "change"],
    "contributions.outgoingmail": ["view", "change"],
    "contributions.recordcontact": ["view", "delete"],
}


class Role(TextChoices):
    """The groups, by their names in the database, and as people read them."""

    EDITOR = "Editor", _("Editor")
    MODERATOR = "Moderator", _("Moderator")
    CORRESPONDENT = CORRESPONDENT, _("Regional correspondent")
    ADMINISTRATOR = "Administrator", _("Administrator")


# By role: the actions on each app, and on single models where they differ. Records are archived;
# only administrators delete one. What a correspondent may do ends at the borders of the remit:
# see `resources.admin.remit`.
PERMISSIONS = {
    Role.EDITOR: CONTENT,
    Role.MODERATOR: {**CONTENT, **DESK},
    Role.CORRESPONDENT: {
        "territories": LOOK,
        "resources": LOOK,
        "resources.remit": [],
        "resources.linkcheck": [],  # of all regions, drafts included
        "initiatives": LOOK,
        "initiatives.initiative": WRITE,
        "initiatives.supportorganisation": WRITE,
        **ROWS_OF_A_REGION,
        **DESK,
    },
    Role.ADMINISTRATOR: {
        "territories": LOOK,
        "resources": ALL,
        "initiatives": ALL,
        "contributions": ALL,
        "auth.user": ALL,
        "admin.logentry": LOOK,
        "axes.accessattempt": ["view", "delete"],
        "axes.accesslog": LOOK,
    },
}


def may(role, app_label, model_name):
    """Return the actions that `role` may take on a model."""
    declared = PERMISSIONS[role]
    return declared.get(f"{app_label}.{model_name}", declared.get(app_label, []))


def keep_groups(apps=all_apps, **kwargs):
    """Make the groups what is declared, after each migration; what else they were given goes.

    An app that comes later is met here when its tables are made. `flush` names no apps.
    """
    try:
        groups = apps.get_model("auth", "Group").objects
        permissions = apps.get_model("auth", "Permission").objects
    except LookupError:  # migrated without the accounts
        return
    known = list(permissions.select_related("content_type"))
    for role in Role:
        group, _is_new = groups.get_or_create(name=role.value)
        group.permissions.set(
            permission
            for permission in known
            if permission.codename
            in {
                f"{action}_{permission.content_type.model}"
                for action in may(
                    role, permission.content_type.app_label, permission.content_type.model
                )
            }
        )
