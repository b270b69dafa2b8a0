"""`manage.py run_demo`: what `make run` does."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from config import demo, processes, server
from config.env import env
from config.management.commands.serve import require_database, require_free_port
from printing.virtual import VirtualPrinter

REQUEST = "/v1/invoices?include=invoiceItems,user,register&page%5Bsize%5D=2"


class Command(BaseCommand):
    help = (
        "Serve the demo: a hotel restaurant, bar and terrace with months of sales, API keys to "
        "try, and two virtual printers, for receipts and for the kitchen, that draw what they print. "
        "Keeps its data between runs."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        del args, options
        require_free_port()
        require_database()
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("seed_demo", if_empty=True)
        demo.staff()
        path = env.data_dir / "demo.json"
        secrets = demo.keys(demo.read(path).get("keys", {}))
        bar = VirtualPrinter(env.data_dir / "printed")
        stove = VirtualPrinter(env.data_dir / "printed-kitchen")
        with bar as device, stove as kitchen:
            demo.printer(device)
            demo.kitchen(kitchen)
            demo.write(path, url=server.url(env), secrets=secrets, device=device, kitchen=kitchen)
            status = processes.serve(env, ready=lambda: self._say(secrets, device, kitchen))
        sys.exit(status)

    def _say(
        self, secrets: dict[str, str], device: VirtualPrinter, kitchen: VirtualPrinter
    ) -> None:
        url = server.url(env)
        self.stdout.write(
            f"\nSlipway serves on {url}   (Ctrl-C ends it)\n\n"
            f"  key           {secrets['v1']}\n"
            f"  try           curl -g -H 'Authorization: Bearer {secrets['v1']}' '{url}{REQUEST}'\n"
            f"  back office   {url}/admin/   {demo.STAFF_EMAIL} / {demo.STAFF_PASSWORD}\n"
            f"  printer       {device.host}:{device.port}, pictures in {device.folder}\n"
            f"  kitchen       {kitchen.host}:{kitchen.port}, pictures in {kitchen.folder}\n"
            f"  print one     .venv/bin/python manage.py print_slip --latest\n"
            f"  all of it     {env.data_dir / 'demo.json'}\n"
        )
        # Into a file or a pipe Python would keep it back until the end.
        self.stdout.flush()
