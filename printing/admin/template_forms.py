"""What is typed into the page of a slip template, and what its preview is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from printing.errors import PrintingError
from printing.markup.parser import MAX_CHARACTERS
from printing.models import Template
from printing.slips.kinds import COLUMNS, KINDS
from printing.slips.logo import logo_of

if TYPE_CHECKING:
    from django.core.files.base import File


class LogoFields(forms.Form):
    """A picture to print, or none any more."""

    upload = forms.FileField(
        required=False,
        label="Logo",
        help_text="PNG, JPEG or GIF. {image: logo} prints it, at most as wide as the paper.",
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/gif"}),
    )
    drop_logo = forms.BooleanField(required=False, label="Take the logo out")

    def clean_upload(self) -> bytes:
        given: File[bytes] | None = self.cleaned_data["upload"]
        if given is None:
            return b""
        try:
            return logo_of(given.read())
        except PrintingError as error:
            raise forms.ValidationError(str(error)) from error

    def logo(self, stored: bytes | memoryview | None) -> bytes | None:
        """Return the picture after what was asked for, given the one there was."""
        uploaded: bytes = self.cleaned_data.get("upload") or b""
        kept = None if self.cleaned_data.get("drop_logo") else stored
        return uploaded or (bytes(kept) if kept else None)


class TemplateForm(LogoFields, forms.ModelForm):  # type: ignore[type-arg]
    """A template's text and its picture; `Template.clean` says what is wrong with it."""

    text = forms.CharField(
        strip=False,
        max_length=MAX_CHARACTERS,
        widget=forms.Textarea(
            attrs={"rows": 32, "wrap": "off", "spellcheck": "false", "autocomplete": "off"}
        ),
    )

    class Meta:
        model = Template
        fields = ("workspace_id", "kind", "text")

    def clean(self) -> dict[str, Any] | None:
        found = super().clean()
        self.instance.logo = self.logo(self.instance.logo)
        return found


class PreviewForm(LogoFields):
    """What the preview shows: a text, filled with a sample, at a width."""

    text = forms.CharField(strip=False, required=False, max_length=MAX_CHARACTERS)
    columns = forms.TypedChoiceField(choices=[(n, f"{n}") for n in COLUMNS], coerce=int)
    sample = forms.ChoiceField()

    def __init__(self, kind: str, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        sample: Any = self.fields["sample"]
        sample.choices = [(name, name) for name in KINDS[kind].samples]
