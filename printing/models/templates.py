"""What the slips of a workspace look like, where it wants them to look its own way."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Now

from printing.errors import PrintingError
from printing.markup.forms import SlipTemplate
from printing.markup.parser import MAX_CHARACTERS
from printing.models.ids import Moment, new_id
from printing.slips.kinds import KINDS


class Template(models.Model):
    """The template of one kind of slip. A workspace without one prints the default.

    `text` is in the markup of `docs/slip-templates.md`; `logo` is the PNG that `{image: logo}`
    prints, made by `printing.slips.logo`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace_id = models.UUIDField()
    kind = models.CharField(
        max_length=16, choices=[(name, kind.title) for name, kind in KINDS.items()]
    )
    text = models.TextField(max_length=MAX_CHARACTERS)
    logo = models.BinaryField(null=True, blank=True)
    created_at = Moment(auto_now_add=True, db_default=Now())
    updated_at = Moment(auto_now=True, db_default=Now())

    class Meta:
        verbose_name = "slip template"
        ordering = ["workspace_id", "kind"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace_id", "kind"],
                name="printing_template_once",
                violation_error_message="This workspace has a template of this kind already.",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=list(KINDS)), name="printing_template_kind"
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def clean(self) -> None:
        """Refuse a text that no slip can be made with, with the place of what is wrong."""
        self.text = self.text.replace("\r\n", "\n")
        kind = KINDS.get(self.kind)
        if kind is None:
            return
        try:
            kind.check(self.template())
        except PrintingError as error:
            raise ValidationError({"text": str(error)}) from error

    def template(self) -> SlipTemplate:
        """Return what slips are built with."""
        return SlipTemplate(self.text, bytes(self.logo or b""))
