"""Printers and what is sent to them."""

import factory

from printing.models import Printer, PrintJob


class PrinterFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Printer

    name = factory.Sequence(lambda n: f"Printer {n}")
    kind = "memory"


class PrintJobFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PrintJob

    key = factory.Sequence(lambda n: f"key {n}")
    reference = factory.Sequence(lambda n: f"Slip {n}")
    content = b"\x1b@hello\n"
    state = "printed"
