"""Forms whose rows stay in one workspace, whatever is posted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError

from pos.workspaces.backoffice.access import workspace_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import Field

    _ModelForm = forms.ModelForm[Any]
    _InlineFormSet = forms.BaseInlineFormSet[Any, Any, Any]
else:
    _ModelForm = forms.ModelForm
    _InlineFormSet = forms.BaseInlineFormSet

NOT_OF_THIS_WORKSPACE = "This does not exist in this workspace."


class WorkspaceAutocomplete(AutocompleteSelect):
    """Searches the form's workspace only, and asks no query for a label that is known."""

    def __init__(self, *args: Any, workspace_id: UUID | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workspace_id = workspace_id
        self.known: dict[str, str] = {}

    def __deepcopy__(self, memo: Any) -> WorkspaceAutocomplete:
        copied: WorkspaceAutocomplete = super().__deepcopy__(memo)
        copied.known = {}
        return copied

    def get_url(self) -> str:
        url = super().get_url()
        if self.workspace_id is None:
            return url
        return f"{url}?{urlencode({'workspace': self.workspace_id})}"

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        chosen = [str(each) for each in value if each]
        if not chosen or any(each not in self.known for each in chosen):
            return super().optgroups(name, value, attr)
        # Otherwise a page with thirty lines would ask for thirty labels.
        options = (
            [] if self.is_required else [self.create_option(name, "", "", selected=False, index=0)]
        )
        options += [
            self.create_option(name, each, self.known[each], selected=True, index=len(options))
            for each in chosen
        ]
        return [(None, options, 0)]


class WorkspaceWrapper(RelatedFieldWidgetWrapper):
    """Opens "add another" in the form's workspace."""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        workspace_id = getattr(self.widget, "workspace_id", None)
        if workspace_id is not None:
            context["url_params"] += "&" + urlencode({"workspace": workspace_id})
        return context


class WorkspaceForm(_ModelForm):
    """A form of one workspace's row. The workspace is never a field: it cannot be posted."""

    # Set by the admin when it makes the form of an add page.
    new_in: ClassVar[UUID | None] = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding and self.new_in is not None:  # noqa: SLF001 (as Django's own forms)
            self.instance.workspace_id = self.new_in
        for name, field in self.fields.items():
            self._learn_label(name, field)

    def _learn_label(self, name: str, field: forms.Field) -> None:
        widget = getattr(field.widget, "widget", field.widget)
        if not isinstance(widget, WorkspaceAutocomplete):
            return
        column: Any = self.instance._meta.get_field(name)
        if column.is_cached(self.instance):
            related = getattr(self.instance, name)
            if related is not None:
                widget.known[str(related.pk)] = str(related)

    def _get_validation_exclusions(self) -> set[str]:
        # Every unique key starts with the workspace; leaving it out would skip them all and
        # turn a double name into a server error.
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded - {"workspace"}

    def validate_unique(self) -> None:
        super().validate_unique()
        # Django checks constraints without the row that a line stands under, and so misses those
        # that name it: the same tax twice on a product.
        if any(
            isinstance(field, forms.models.InlineForeignKeyField) for field in self.fields.values()
        ):
            try:
                self.instance.validate_constraints(exclude=self._get_validation_exclusions())
            except ValidationError as error:
                self.add_error(None, error)


class GuardedFormSet(_InlineFormSet):
    """Lines of the row they stand under, and of no other."""

    has_strangers = False

    def _existing_object(self, pk: Any) -> Any:
        found = super()._existing_object(pk)  # type: ignore[misc]
        self.has_strangers = self.has_strangers or found is None
        return found

    def clean(self) -> None:
        super().clean()
        # Django would drop a line with the key of another row without a word.
        if self.has_strangers:
            raise ValidationError(NOT_OF_THIS_WORKSPACE)


class WorkspaceFormSet(GuardedFormSet):
    """Lines that belong to the workspace of the row they stand under."""

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        form = super()._construct_form(i, **kwargs)  # type: ignore[misc]
        form.instance.workspace_id = workspace_of(self.instance)
        return form


def related_field_widget(formfield: Any, db_field: Field[Any, Any]) -> None:
    """Let a field's "add another" know the workspace."""
    wrapped = formfield.widget
    if type(wrapped) is RelatedFieldWidgetWrapper and db_field.is_relation:
        wrapped.__class__ = WorkspaceWrapper
        # Deleting is done on the row's own page, which first looks at what names it.
        wrapped.can_delete_related = False
