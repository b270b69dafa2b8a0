"""Printers of a workspace."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Now

from printing.drivers.base import Target
from printing.drivers.registry import driver_for
from printing.errors import PrintingError
from printing.models.ids import Moment, new_id
from printing.render.profile import DEFAULT_CODE_PAGES, CodePage, Profile


def default_code_pages() -> list[dict[str, Any]]:
    """List the pages of the Epson TM series, the preferred one first."""
    return [{"page": page, "slot": slot} for page, slot in DEFAULT_CODE_PAGES]


class Kind(models.TextChoices):
    """How a printer is reached."""

    NETWORK = "network", "Network (TCP)"
    SERIAL = "serial", "Serial line"
    USB = "usb", "USB"
    FILE = "file", "Device file"
    CUPS = "cups", "CUPS queue"
    VIRTUAL = "virtual", "Virtual printer"
    MEMORY = "memory", "Memory (nothing is printed)"
    CLOUDPRNT = "cloudprnt", "Star CloudPRNT (the printer asks)"
    EPSON_SDP = "epson_sdp", "Epson Server Direct Print (the printer asks)"


# Kinds that are reached by `device` instead of `host` and `port`.
DEVICES = frozenset({Kind.SERIAL, Kind.USB, Kind.FILE, Kind.CUPS})
# These come and fetch their jobs themselves: nothing is ever sent to them.
PULLED: frozenset[str] = frozenset({Kind.CLOUDPRNT, Kind.EPSON_SDP})


class InDoubt(models.TextChoices):
    """What happens to a slip that may or may not be on paper."""

    ASK = "ask", "A person looks at the paper and decides"
    REPRINT = "reprint", "Print it again, marked as a possible duplicate"


class DrawerSensor(models.TextChoices):
    """What the switch of a cash drawer says when the drawer is open."""

    NONE = "", "No drawer, or one without a switch"
    HIGH = "high", "Open is high (pin 3 not grounded)"
    LOW = "low", "Open is low (pin 3 grounded)"


# What a printer was last seen to be: this, `ready`, or the code of a PrintingError.
UNKNOWN = "unknown"
READY = "ready"


class Printer(models.Model):
    """A receipt printer. `workspace_id` is a plain column: printing knows no other app's tables."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace_id = models.UUIDField()
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=16, choices=Kind.choices, default=Kind.NETWORK)
    host = models.CharField(
        max_length=253,
        blank=True,
        help_text="Network and virtual printers: name or address, IPv4 or IPv6.",
    )
    port = models.PositiveIntegerField(
        default=9100, validators=[MinValueValidator(1), MaxValueValidator(65535)]
    )
    device = models.CharField(
        max_length=255,
        blank=True,
        default="",
        help_text=(
            "Other printers: a path such as /dev/ttyUSB0, a CUPS queue, or a USB device as "
            "vendor:product[:serial] in hexadecimal."
        ),
    )
    options = models.JSONField(
        default=dict,
        blank=True,
        help_text=(
            'Serial: {"baudrate": 19200, "flow": "rtscts", "parity": "none"}. '
            'CUPS: {"server": "host:port"}.'
        ),
    )
    columns = models.PositiveSmallIntegerField(
        choices=((32, "32"), (42, "42"), (48, "48")), default=48, help_text="Characters per line."
    )
    dots = models.PositiveSmallIntegerField(
        choices=((384, "384 (58 mm)"), (512, "512 (80 mm, 42 columns)"), (576, "576 (80 mm)")),
        default=576,
        help_text="Width of the print head.",
    )
    code_pages = models.JSONField(
        default=default_code_pages,
        blank=True,
        help_text=(
            "Character tables in order of preference, as in the printer's manual: "
            '[{"page": "CP437", "slot": 0}, {"page": "CP775", "slot": 33}]. '
            "What no table has is sent as a picture."
        ),
    )
    confirms = models.BooleanField(
        default=True,
        help_text="The printer answers status requests. Without it nobody knows what was printed.",
    )
    fallback = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="stands_in_for",
        help_text="Takes over what waits here while this printer cannot print.",
    )
    fail_over_after = models.PositiveIntegerField(
        default=30, help_text="Seconds that this printer cannot print before the other takes over."
    )
    in_doubt = models.CharField(
        max_length=8,
        choices=InDoubt.choices,
        default=InDoubt.ASK,
        help_text="What to do with a slip of which nobody knows whether it was printed.",
    )
    drawer_sensor = models.CharField(
        max_length=4,
        choices=DrawerSensor.choices,
        blank=True,
        default=DrawerSensor.NONE,
        db_default=DrawerSensor.NONE,
        help_text="Printers report the level of the drawer's switch; drawers differ in its meaning.",
    )
    is_paused = models.BooleanField(
        default=False, help_text="Slips wait until this is switched off."
    )
    is_default = models.BooleanField(
        default=False, help_text="Used when a slip names no printer; one per workspace."
    )
    poll_seconds = models.PositiveSmallIntegerField(
        default=5,
        db_default=5,
        validators=[MinValueValidator(1), MaxValueValidator(3600)],
        help_text="How often the printer asks for slips, as it is set in the printer.",
    )
    # Hashes of its login, made by `printing.pull.logins`; what they open is said there.
    login_sha256 = models.CharField(
        max_length=64, blank=True, default="", db_default="", editable=False
    )
    login_md5 = models.CharField(
        max_length=32, blank=True, default="", db_default="", editable=False
    )
    seen_at = models.DateTimeField(null=True, editable=False)
    failing_since = models.DateTimeField(null=True, editable=False)
    condition = models.CharField(max_length=32, default=UNKNOWN, db_default=UNKNOWN, editable=False)
    condition_detail = models.CharField(
        "last error", max_length=255, blank=True, default="", editable=False
    )
    condition_at = models.DateTimeField(null=True, editable=False)
    near_end = models.BooleanField(default=False, db_default=False, editable=False)
    drawer_open = models.BooleanField(null=True, editable=False)
    created_at = Moment(auto_now_add=True, db_default=Now())
    updated_at = Moment(auto_now=True, db_default=Now())

    class Meta:
        ordering = ["workspace_id", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace_id", "name"], name="printing_printer_workspace_name"
            ),
            models.UniqueConstraint(
                fields=["workspace_id"],
                condition=models.Q(is_default=True),
                name="printing_printer_one_default",
                violation_error_message="This workspace has a default printer already.",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=Kind.values), name="printing_printer_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self._check_connection()
        other = self.fallback
        if other is not None and (other == self or other.workspace_id != self.workspace_id):
            raise ValidationError({"fallback": "Choose another printer of the same workspace."})
        try:
            self.profile()
        except PrintingError as error:
            field = "code_pages" if error.data.get("field") == "code page" else "dots"
            raise ValidationError({field: str(error)}) from error

    def _check_connection(self) -> None:
        if not isinstance(self.options, dict):
            raise ValidationError({"options": "Options are a JSON object."})
        if self.kind in PULLED:
            return  # it comes to us: there is nothing to reach
        if self.kind in {Kind.NETWORK, Kind.VIRTUAL} and not self.host:
            raise ValidationError({"host": "A printer of this kind needs a host."})
        if self.kind in DEVICES and not self.device:
            raise ValidationError({"device": "A printer of this kind needs a device."})
        try:
            driver_for(self.kind, self.target()).validate()
        except PrintingError as error:
            raise ValidationError({"device": str(error)}) from error

    def profile(self) -> Profile:
        """Return what the layout needs; raises PrintingError `invalid_profile`."""
        return Profile(
            columns=self.columns,
            dots=self.dots,
            code_pages=_code_pages(self.code_pages),
            # What asks for its slips says what became of them in a request, not in status bytes.
            confirms=self.confirms and self.kind not in PULLED,
        )

    def target(self) -> Target:
        """Return what a driver needs."""
        return Target(
            key=str(self.id),
            host=self.host,
            port=self.port,
            confirms=self.confirms,
            device=self.device,
            options=self.options,
        )


def _code_pages(value: object) -> tuple[CodePage, ...]:
    try:
        rows = [(str(row["page"]), int(row["slot"])) for row in value]  # type: ignore[attr-defined]
    except (TypeError, KeyError, ValueError) as error:
        raise PrintingError(
            "invalid_profile", field="code page", reason="a list of page and slot is needed"
        ) from error
    return tuple(CodePage(page, slot) for page, slot in rows)
