"""What `make run` needs beside the server: demo data, keys to try, a printer to print on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pos.products.models import ProductType
from pos.users import services
from pos.users.models import ApiKey, Flavour, User, hash_secret
from pos.workspaces.models import Workspace
from printing.models import Printer, Route

if TYPE_CHECKING:
    from pathlib import Path

    from printing.virtual import VirtualPrinter

WORKSPACE = "demo"
OTHER_WORKSPACE = "other"
PRINTER = "Receipts"
KITCHEN = "Kitchen"
FOOD = (
    "Breakfast", "Bakery", "Lunch", "Soups", "Starters", "Mains", "Sides", "Snacks", "Desserts",
    "Food",
)  # fmt: skip
STAFF_EMAIL = "demo@example.com"
STAFF_PASSWORD = "slipway-demo"  # noqa: S105 (printed at every start; a demo's password is no secret)


@dataclass(frozen=True, slots=True)
class DemoKey:
    """A key that the demo hands out."""

    name: str
    workspace: str
    flavour: Flavour = Flavour.SNAKE


KEYS = (
    DemoKey("v1", WORKSPACE),
    DemoKey("v2", WORKSPACE),
    DemoKey("v2_camel", WORKSPACE, Flavour.CAMEL),
    DemoKey("other_workspace", OTHER_WORKSPACE),
)


def keys(known: dict[str, str]) -> dict[str, str]:
    """Return a working secret for every demo key, making those that `known` does not hold."""
    return {key.name: _usable(key, known.get(key.name)) or _make(key) for key in KEYS}


def _usable(key: DemoKey, secret: str | None) -> str | None:
    if not secret:
        return None
    found = ApiKey.objects.filter(
        workspace__slug=key.workspace, secret_hash=hash_secret(secret)
    ).first()
    return secret if found is not None and found.is_usable else None


def _make(key: DemoKey) -> str:
    workspace = Workspace.objects.get(slug=key.workspace)
    _, secret = services.create_api_key(
        workspace=workspace,
        name=f"Demo {key.name}",
        scopes=["all"],
        v2_flavour=key.flavour,
        rate_limit=0,
    )
    return secret


def printer(device: VirtualPrinter) -> Printer:
    """Make the demo's printer row, or point it to where the device listens this time."""
    return _printer(PRINTER, device, is_default=True)


def kitchen(device: VirtualPrinter) -> Printer:
    """Make the printer of the demo's kitchen, as `printer` does, and send it what is cooked."""
    row = _printer(KITCHEN, device, in_doubt="reprint")
    food = ProductType.objects.filter(workspace_id=row.workspace_id, name__in=FOOD)
    for category in food.values_list("pk", flat=True):
        Route.objects.get_or_create(
            workspace_id=row.workspace_id,
            purpose="kitchen",
            category_id=category,
            register_id=None,
            outlet_id=None,
            defaults={"printer": row},
        )
    return row


def _printer(name: str, device: VirtualPrinter, **options: Any) -> Printer:
    workspace = Workspace.objects.get(slug=WORKSPACE)
    row, _ = Printer.objects.update_or_create(
        workspace_id=workspace.pk,
        name=name,
        defaults={
            "kind": "virtual",
            "host": device.host,
            "port": device.port,
            "columns": device.profile.columns,
            **options,
        },
    )
    return row


def staff() -> None:
    """Make the person who can sign in to the demo's back office."""
    if not User.objects.filter(email=STAFF_EMAIL).exists():
        User.objects.create_superuser(STAFF_EMAIL, STAFF_PASSWORD, name="Demo")


def read(path: Path) -> dict[str, Any]:
    """Read what an earlier run wrote; nothing where it wrote nothing readable."""
    try:
        found = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def write(
    path: Path,
    *,
    url: str,
    secrets: dict[str, str],
    device: VirtualPrinter,
    kitchen: VirtualPrinter,
) -> None:
    """Write what a person or a script needs to try the demo. Read by its owner alone."""
    document = {
        "url": url,
        "keys": secrets,
        "printer": _where(PRINTER, device),
        "kitchen": _where(KITCHEN, kitchen),
        "admin": {"url": f"{url}/admin/", "email": STAFF_EMAIL, "password": STAFF_PASSWORD},
    }
    path.touch(mode=0o600, exist_ok=True)
    path.write_text(json.dumps(document, indent=2) + "\n")


def _where(name: str, device: VirtualPrinter) -> dict[str, Any]:
    return {
        "name": name,
        "host": device.host,
        "port": device.port,
        "folder": str(device.folder),
    }
