"""A kind of slip: what its templates may name, and the template that comes with it."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from printing.markup.fill import compiled, fill
from printing.markup.names import Names, names_of, words_of
from printing.markup.parser import parse
from printing.render import symbols_layout
from printing.render.profile import profile_for
from printing.slips.elements import QR, Barcode, Direction, Image, Slip, SlipWarning

if TYPE_CHECKING:
    from collections.abc import Mapping

    from printing.markup.work import Step

log = logging.getLogger(__name__)
_NARROW = profile_for(32)
DEFAULTS = Path(__file__).parent / "defaults"


@dataclass(frozen=True, slots=True)
class SlipTemplate:
    """A text in the markup, and the bytes of the picture that `{image: logo}` prints."""

    text: str
    logo: bytes = b""


@dataclass(frozen=True, eq=False)
class Form:
    """A kind of slip. `view` is the class of its values, `labels` its fixed words in English."""

    kind: str
    view: type
    labels: Mapping[str, str]

    @cached_property
    def names(self) -> Names:
        """What a template of this kind may name."""
        return {**names_of(self.view), **words_of(self.labels)}

    @cached_property
    def default(self) -> SlipTemplate:
        """The template that is used where a workspace has none."""
        return SlipTemplate((DEFAULTS / f"{self.kind}.txt").read_text(encoding="utf-8"))

    def compile(self, text: str) -> tuple[Step, ...]:
        """Read a template, once for each text; raises PrintingError `template_refused`."""
        return _compiled(self, text)

    def fill(
        self,
        template: SlipTemplate,
        view: object,
        title: str,
        direction: Direction = Direction.LTR,
    ) -> Slip:
        """Build a slip; raises PrintingError where the template or what it makes is refused."""
        elements = fill(self.compile(template.text), view, template.logo)
        return Slip(title, elements, direction=direction)

    def slip(
        self,
        template: SlipTemplate | None,
        view: object,
        title: str,
        direction: Direction = Direction.LTR,
    ) -> Slip:
        """Build a slip, whatever its template is: one that fails gives way to the default.

        The slip then has warning `template_failed`. A receipt is never lost to its looks.
        """
        if template is None:
            return self.fill(self.default, view, title, direction)
        try:
            return _printable(self.fill(template, view, title, direction))
        except Exception as error:  # somebody's template must not stop what was sold
            log.exception("the template of a %s cannot be used", self.kind)
            warning = SlipWarning("template_failed", (("kind", self.kind), ("reason", str(error))))
        slip = self.fill(self.default, view, title, direction)
        return replace(slip, warnings=(*slip.warnings, warning))


def _printable(slip: Slip) -> Slip:
    """Return a slip whose codes and picture can be drawn; raises PrintingError for one that cannot.

    That shows when it is laid out for a printer, which is too late to print something else.
    """
    for element in slip.elements:
        if isinstance(element, (QR, Barcode, Image)):
            symbols_layout.rows(element, _NARROW)
    return slip


@lru_cache(maxsize=512)
def _compiled(form: Form, text: str) -> tuple[Step, ...]:
    return compiled(parse(text, form.names))
