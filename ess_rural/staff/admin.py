"""The pages of staff accounts: people and their roles, who is locked out, who did what."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt, AccessLog
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import Exists, OuterRef
from django.forms import CheckboxSelectMultiple, ModelMultipleChoiceField
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from ess_rural.roles import Role
from resources.admin.optimistic_lock import OptimisticLockAdmin
from resources.models import Remit
from search.admin import FoldedSearchAdmin
from territories.admin import ReadOnly

# Roles are declared in `ess_rural.roles`; the rest would show the secrets of second factors, or
# addresses that nothing uses.
for model in (Group, Authenticator, EmailAddress, User):
    admin.site.unregister(model)


class RolesField(ModelMultipleChoiceField):
    """The groups, under the names that people know."""

    def label_from_instance(self, obj):
        return Role(obj.name).label


class RoleFilter(admin.SimpleListFilter):
    title = _("role")
    parameter_name = "role"

    def lookups(self, request, model_admin):
        return Role.choices

    def queryset(self, request, queryset):
        return queryset.filter(groups__name=self.value()) if self.value() else queryset


class RemitInline(admin.StackedInline):
    model = Remit
    autocomplete_fields = ["regions"]
    can_delete = False

    def has_view_permission(self, request, obj=None):
        return True  # part of the page of a person, whoever may open that

    has_add_permission = has_change_permission = has_view_permission


@admin.register(User)
class StaffAdmin(FoldedSearchAdmin, OptimisticLockAdmin, UserAdmin):
    """People with an account: all of them are staff, and a role says what they may do.

    A superuser, made by `createsuperuser`, is changed by superusers only.
    """

    list_display = ["username", "email", "full_name", "roles", "has_second_factor", "last_login"]
    list_filter = [RoleFilter, "is_active"]
    actions = ["remove_second_factor"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Person"), {"fields": ["first_name", "last_name", "email"]}),
        (_("What they may do"), {"fields": ["is_active", "groups"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "email", "usable_password", "password1", "password2"]})
    ]
    readonly_fields = ["last_login", "date_joined"]
    filter_horizontal = []
    inlines = [RemitInline]

    def get_queryset(self, request):
        has_app = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
        users = super().get_queryset(request).prefetch_related("groups")
        return users.annotate(has_app=Exists(has_app))

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        if db_field.name == "groups":
            return RolesField(
                Group.objects.filter(name__in=Role.values),
                label=_("Roles"),
                widget=CheckboxSelectMultiple,
                required=False,
                help_text=_("A regional correspondent is kept to the regions below."),
            )
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and may_touch(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and may_touch(request.user, obj)

    def get_deleted_objects(self, objs, request):
        """Refuse to delete superusers among others: Django asks the permission without them."""
        deleted, counts, missing, protected = super().get_deleted_objects(objs, request)
        if not all(may_touch(request.user, user) for user in objs):
            missing.add(str(_("superuser")))
        return deleted, counts, missing, protected

    def save_model(self, request, obj, form, change):
        obj.is_staff = True
        obj.email = obj.email.lower()  # signing in by e-mail looks for it so
        super().save_model(request, obj, form, change)

    @admin.display(description=_("name"), ordering="last_name")
    def full_name(self, user):
        return user.get_full_name()

    @admin.display(description=_("roles"))
    def roles(self, user):
        labels = dict(Role.choices)
        return ", ".join(str(labels.get(group.name, group.name)) for group in user.groups.all())

    @admin.display(description=_("second factor"), boolean=True, ordering="has_app")
    def has_second_factor(self, user):
        return user.has_app

    @admin.action(description=_("Remove the second factor: lost telephone"), permissions=["change"])
    def remove_second_factor(self, request, queryset):
        """Let people set it up anew at their next sign-in."""
        done = 0
        for user in queryset:
            if not self.has_change_permission(request, user):
                text = _("“%(name)s” is a superuser: only superusers change the account.")
                self.message_user(request, text % {"name": user}, messages.ERROR)
                continue
            if Authenticator.objects.filter(user=user).delete()[0]:
                self.log_change(request, user, gettext("Second factor removed."))
                done += 1
        text = ngettext_lazy("%d second factor removed.", "%d second factors removed.")
        self.message_user(request, text % done)


def may_touch(person, account):
    """Tell whether `person` may change `account`, or accounts at all where it is None."""
    return account is None or person.is_superuser or not account.is_superuser


@admin.register(AccessAttempt)
class FailedSignInAdmin(FoldedSearchAdmin):
    """Failures to sign in of the last hour. To delete them releases the account and the address."""

    list_display = ["attempt_time", "username", "ip_address", "failures_since_start"]
    search_fields = ["username", "ip_address__icontains"]
    fields = ["attempt_time", "username", "ip_address", "user_agent", "failures_since_start"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(AccessLog)
class SignInAdmin(ReadOnly, FoldedSearchAdmin):
    """Who signed in when and where."""

    list_display = ["attempt_time", "username", "ip_address", "logout_time"]
    list_filter = ["attempt_time"]
    search_fields = ["username", "ip_address__icontains"]
    fields = ["attempt_time", "logout_time", "username", "ip_address", "user_agent"]


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnly, FoldedSearchAdmin):
    """Who did what in the administration."""

    list_display = ["action_time", "user", "action_flag", "content_type", "record", "message"]
    list_select_related = ["user", "content_type"]
    list_filter = [
        "action_flag",
        "action_time",
        ("content_type", admin.RelatedOnlyFieldListFilter),
        ("user", admin.RelatedOnlyFieldListFilter),
    ]
    search_fields = ["object_repr", "change_message", "user__username"]
    date_hierarchy = "action_time"
    fields = ["action_time", "user", "action_flag", "content_type", "record", "message"]
    readonly_fields = ["record", "message"]

    @admin.display(description=_("record"), ordering="object_repr")
    def record(self, entry):
        address = None if entry.is_deletion() else entry.get_admin_url()
        if address is None:
            return entry.object_repr
        return format_html('<a href="{}">{}</a>', address, entry.object_repr)

    @admin.display(description=_("what was done"))
    def message(self, entry):
        return entry.get_change_message()
