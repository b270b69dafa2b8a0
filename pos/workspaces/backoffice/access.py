"""Who may do what in the back office: one table, and the rows it opens."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from django.contrib.auth import get_user_model
from django.db.models import Exists, Model, OuterRef

from pos.workspaces.models import Workspace

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import HttpRequest

Verb = Literal["view", "add", "change", "delete"]

NONE = ""
READ = "view"
EDIT = "view change"
KEEP = "view add change"
FULL = "view add change delete"

# Sales and the people in them are never deleted; catalogue rows only while no sale names them.
# Roles that are not named here (cashier, waiter) see nothing.
COLUMNS = ("superuser", "owner", "manager", "accountant")
TABLE: dict[str, tuple[str, str, str, str]] = {
    # model                            superuser owner manager accountant
    "workspaces.workspace": (KEEP, EDIT, READ, READ),
    "users.user": (KEEP, KEEP, READ, READ),
    "users.membership": (KEEP, KEEP, READ, READ),
    "users.apikey": (KEEP, KEEP, READ, NONE),
    "registers.outlet": (FULL, FULL, FULL, READ),
    "registers.revenuecenter": (FULL, FULL, FULL, READ),
    "registers.register": (FULL, FULL, FULL, READ),
    "registers.area": (FULL, FULL, FULL, READ),
    "registers.table": (FULL, FULL, FULL, READ),
    "products.producttype": (FULL, FULL, FULL, READ),
    "products.tax": (FULL, FULL, FULL, READ),
    "products.modifier": (FULL, FULL, FULL, READ),
    "products.modifierset": (FULL, FULL, FULL, READ),
    "products.modifiersetmodifier": (FULL, FULL, FULL, READ),
    "products.product": (FULL, FULL, FULL, READ),
    "products.productvariant": (FULL, FULL, FULL, READ),
    "products.productmodifierset": (FULL, FULL, FULL, READ),
    "products.productmodifier": (FULL, FULL, FULL, READ),
    "products.producttax": (FULL, FULL, FULL, READ),
    "products.productbundle": (FULL, FULL, FULL, READ),
    "products.productbundleitem": (FULL, FULL, FULL, READ),
    "customers.customer": (FULL, FULL, FULL, READ),
    "customers.promocode": (FULL, FULL, FULL, READ),
    "orders.order": (EDIT, EDIT, EDIT, READ),
    "orders.orderitem": (READ, READ, READ, READ),
    "orders.orderbundle": (READ, READ, READ, READ),
    "orders.orderbundleitem": (READ, READ, READ, READ),
    "orders.orderitemmodifier": (READ, READ, READ, READ),
    "orders.ordertable": (READ, READ, READ, READ),
    "orders.ordertax": (READ, READ, READ, READ),
    "invoices.invoice": (READ, READ, READ, READ),
    "invoices.invoiceitem": (READ, READ, READ, READ),
    "invoices.invoiceitemmodifier": (READ, READ, READ, READ),
    "invoices.invoicetax": (READ, READ, READ, READ),
    "invoices.invoicetender": (READ, READ, READ, READ),
    "ledger.series": (READ, READ, READ, READ),
    "ledger.sealeddocument": (READ, READ, READ, READ),
    "ledger.signature": (READ, READ, READ, READ),
    "ledger.signingkey": (READ, READ, NONE, NONE),
    "payments.paymentmethod": (KEEP, KEEP, KEEP, READ),
    "payments.payment": (READ, READ, READ, READ),
    "events.event": (READ, READ, READ, READ),
    "kitchen.ticket": (READ, READ, READ, READ),
    "kitchen.reprint": (READ, READ, READ, READ),
    "kitchen.toldorder": (READ, READ, READ, READ),
    "kitchen.toldline": (READ, READ, READ, READ),
    "printing.printer": (FULL, FULL, FULL, READ),
    "printing.route": (FULL, FULL, FULL, READ),
    "printing.template": (FULL, FULL, FULL, READ),
    "printing.printjob": (READ, READ, READ, READ),
}
ROLES = COLUMNS[1:]
# What is done to sealed rows, by whom: it adds rows and changes none.
ACTIONS: dict[str, frozenset[str]] = {
    "refund": frozenset({"superuser", "owner", "manager"}),
    "cancel": frozenset({"superuser", "owner", "manager"}),
    "copy": frozenset({"superuser", "owner", "manager"}),
    "comp": frozenset({"superuser", "owner", "manager"}),
    "verify": frozenset(COLUMNS),
}


def granted(role: str, label: str, verb: Verb) -> bool:
    """Tell whether `role` may do `verb` to the model `label`. What is not listed is refused."""
    if role not in COLUMNS or label not in TABLE:
        return False
    return verb in TABLE[label][COLUMNS.index(role)].split()


@dataclass(slots=True)
class Access:
    """What the person behind one request may see: every workspace, or some, each with a role."""

    superuser: bool
    roles: dict[UUID, str]
    # The workspace of the form on the page; its choices come from there only.
    form_workspace: UUID | None = None
    _only: list[UUID] | None = field(default=None, repr=False)

    def may(self, label: str, verb: Verb, workspace_id: UUID | None = None) -> bool:
        """Tell whether `verb` is allowed there, or, without a workspace, anywhere."""
        if self.superuser:
            return granted("superuser", label, verb)
        if workspace_id is not None:
            return granted(self.roles.get(workspace_id, NONE), label, verb)
        return any(granted(role, label, verb) for role in self.roles.values())

    def workspaces(self, label: str, verb: Verb) -> list[UUID] | None:
        """List the workspaces where `verb` is allowed; None stands for all of them."""
        if self.superuser:
            return None if granted("superuser", label, verb) else []
        return [place for place, role in self.roles.items() if granted(role, label, verb)]

    @property
    def only(self) -> UUID | None:
        """The one workspace that this person sees, if it is one."""
        if self._only is None:
            self._only = (
                list(Workspace.objects.order_by().values_list("pk", flat=True)[:2])
                if self.superuser
                else list(self.roles)
            )
        return self._only[0] if len(self._only) == 1 else None


def access(request: HttpRequest) -> Access:
    """Look up, once in a request, what its user may see."""
    found: Access | None = getattr(request, "backoffice_access", None)
    if found is None:
        found = _look_up(request.user)
        request.backoffice_access = found  # type: ignore[attr-defined]
    return found


def may_act(request: HttpRequest, action: str, workspace_id: UUID) -> bool:
    """Tell whether this person may do an action in a workspace."""
    found = access(request)
    role = "superuser" if found.superuser else found.roles.get(workspace_id, NONE)
    return role in ACTIONS[action]


def _look_up(user: Any) -> Access:
    if not (user.is_active and user.is_staff):
        return Access(superuser=False, roles={})
    if user.is_superuser:
        return Access(superuser=True, roles={})
    held = user.memberships.filter(is_active=True, role__in=ROLES)
    return Access(superuser=False, roles=dict(held.values_list("workspace_id", "role")))


def printer_workspaces(request: HttpRequest, verb: Verb) -> dict[UUID, str]:
    """Answer `printing.scope`: the workspaces, by id, whose printers this person may `verb`."""
    allowed = access(request).workspaces("printing.printer", verb)
    return dict(within(Workspace.objects.all(), allowed).values_list("pk", "name"))


def within(queryset: QuerySet[Any], workspaces: Collection[UUID] | None) -> QuerySet[Any]:
    """Cut `queryset` to rows of `workspaces`; None keeps all.

    A person belongs to each workspace where they are, or were, a member: old sales name them.
    """
    if workspaces is None:
        return queryset
    if issubclass(queryset.model, Workspace):
        return queryset.filter(pk__in=workspaces)
    if issubclass(queryset.model, get_user_model()):
        memberships: Any = queryset.model._meta.get_field("memberships").related_model
        held = memberships.objects.filter(user=OuterRef("pk"), workspace__in=workspaces)
        return queryset.filter(Exists(held))
    return queryset.filter(workspace__in=workspaces)


def workspace_of(row: Model | None) -> UUID | None:
    """Say which workspace a row belongs to; None for people, who belong to several."""
    if isinstance(row, Workspace):
        return row.pk
    found: UUID | None = getattr(row, "workspace_id", None)
    return found
