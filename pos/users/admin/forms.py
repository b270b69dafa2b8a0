"""Forms of people, memberships and keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.core.exceptions import ValidationError

from pos.users.models import ApiKey, Membership, Role, User
from pos.users.scopes import SCOPES
from pos.workspaces.backoffice.forms import WorkspaceForm
from pos.workspaces.fields import now

if TYPE_CHECKING:
    _UserCreationForm = AdminUserCreationForm[User]
    _UserChangeForm = UserChangeForm[User]
    _Form = forms.ModelForm[User]
else:
    _UserCreationForm = AdminUserCreationForm
    _UserChangeForm = UserChangeForm
    _Form = object


class _OneAddress(_Form):
    """An address is one person's, however it is capitalised."""

    def clean_email(self) -> str:
        email = User.objects.normalize_email(self.cleaned_data["email"])
        others = User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk)
        if others.exists():
            message = "Somebody has this e-mail address already. Ask the operator to add them."
            raise ValidationError(message)
        return email


class NewUserForm(_OneAddress, _UserCreationForm):
    """A new person; an owner says at once what they do in the owner's workspace."""

    role = forms.ChoiceField(choices=Role.choices, initial=Role.WAITER, required=False)

    class Meta:
        model = User
        fields = ("email", "name", "is_staff")


class UserForm(_OneAddress, _UserChangeForm):
    """A person, with a link to the password form."""

    class Meta:
        model = User
        fields = ("email", "name", "password", "is_staff", "is_superuser", "is_active")


class MembershipLineForm(WorkspaceForm):
    """A membership on a person's page: its workspace is chosen once."""

    class Meta:
        model = Membership
        fields = ("workspace", "role", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "workspace" in self.fields:
            # A disabled field keeps its value, whatever is posted.
            self.fields["workspace"].disabled = not self.instance._state.adding  # noqa: SLF001


class ApiKeyForm(WorkspaceForm):
    """A key's name and what it may do."""

    scopes = forms.MultipleChoiceField(
        choices=SCOPES,
        widget=forms.CheckboxSelectMultiple,
        help_text="Writing a noun includes reading it.",
    )

    class Meta:
        model = ApiKey
        fields = ("name", "scopes", "v2_flavour", "rate_limit", "expires_at")


class NewApiKeyForm(ApiKeyForm):
    """A new key. Test or live cannot be changed later: the secret itself says it."""

    live = forms.BooleanField(
        required=False, help_text="A live key; its secret starts with sk_live_, not sk_test_."
    )

    def clean_expires_at(self) -> Any:
        """Refuse a key that would never open anything."""
        expires_at = self.cleaned_data["expires_at"]
        if expires_at is not None and expires_at <= now():
            raise forms.ValidationError("Choose a time to come, or leave it empty.")
        return expires_at
