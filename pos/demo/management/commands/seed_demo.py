"""`manage.py seed_demo`: a house full of believable sales."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from pos.demo import rhythm, services
from pos.demo.services import DemoError, Plan

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

OTHER = "other"
OTHER_INVOICES = 20

SENTENCES = {
    "has_sales": (
        "Workspace {workspace!r} already has sales. Use --reset to replace its demo data, "
        "--if-empty to leave it, or another --workspace."
    ),
    "foreign_workspace": (
        "Workspace {workspace!r} was not made by seed_demo, so it is left alone. "
        "Choose another --workspace."
    ),
}


def date(text: str) -> dt.date:
    """Read a date; argparse tells what is wrong by this function's name."""
    return dt.date.fromisoformat(text)


class Command(BaseCommand):
    help = (
        "Fill a workspace with a hotel restaurant, bar and terrace and months of sales, and a "
        "second one, 'other', with a few. The same --invoices, --seed and --until make the same "
        "rows, keys included."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add("--invoices", type=int, default=2000, help="How many to make (default: 2000).")
        add("--seed", type=int, default=1, help="Another number makes other sales (default: 1).")
        add("--workspace", default="demo", metavar="SLUG", help="Which one (default: demo).")
        add(
            "--until",
            type=date,
            default=rhythm.LAST_DAY,
            metavar="YYYY-MM-DD",
            help=f"The last day of sales (default: {rhythm.LAST_DAY}).",
        )
        group = parser.add_mutually_exclusive_group()
        group.add_argument(
            "--reset",
            action="store_true",
            help="First delete the demo data of the workspace; its keys, members and printers stay.",
        )
        group.add_argument(
            "--if-empty",
            action="store_true",
            help="Do nothing, without an error, when the workspace already has sales.",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        plan = self._plan(options)
        if options["if_empty"] and services.has_sales(slug=plan.slug):
            return
        try:
            self._make(plan, reset=options["reset"])
        except DemoError as error:
            raise CommandError(SENTENCES[error.code].format(workspace=error.workspace)) from error

    def _plan(self, options: dict[str, Any]) -> Plan:
        if not 1 <= options["invoices"] <= 100_000_000:
            msg = "--invoices is a number from 1 to 100000000."
            raise CommandError(msg)
        if options["until"] < rhythm.EARLIEST_LAST_DAY:
            msg = f"--until is {rhythm.EARLIEST_LAST_DAY} or later."
            raise CommandError(msg)
        return Plan(
            slug=options["workspace"],
            name="Hotel Daugava" if options["workspace"] != OTHER else "Kafejnīca Otra",
            invoices=options["invoices"],
            seed=options["seed"],
            until=options["until"],
            published=True,
        )

    def _make(self, plan: Plan, *, reset: bool) -> None:
        if reset:
            services.reset(plan=plan)
        with tqdm(total=plan.invoices, unit=" invoices", disable=None, leave=False) as bar:
            counts = services.seed(plan=plan, progress=bar.update)
        if plan.slug != OTHER and not services.has_sales(slug=OTHER):
            second = Plan(OTHER, "Kafejnīca Otra", OTHER_INVOICES, plan.seed, plan.until)
            services.seed(plan=second)
        self.stdout.write(
            f"Workspace {plan.slug!r} has {counts['invoice']} invoices with "
            f"{counts['invoiceitem']} items, {counts['customer']} customers, "
            f"{counts['product']} products and {counts['published objects']} published objects."
        )
