"""One closing: a register's business day, from its sealed documents to rows.

There are no closings of shifts yet, so each business day of a register is one, numbered in order.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pos.ledger.dsfinvk.tables import TAXONOMY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pos.ledger.dsfinvk.tables import Files
    from pos.registers.models import Register
    from pos.workspaces.models import Workspace

ZERO = Decimal(0)
# The keys that the format fixes; other rates count up from 1000.
KEYS = {
    Decimal("0.19"): 1, Decimal("0.07"): 2, Decimal("0.107"): 3, Decimal("0.055"): 4, ZERO: 5,
}  # fmt: skip
FIRST_OWN_KEY = 1000
PAID_BY = {
    "cash": "Bar",
    "card": "Unbar",
    "voucher": "Guthabenkarte",
    "room_charge": "Unbar",
    "other": "ElZahlungsdienstleister",
}
TURNOVER, TIP = "Umsatz", "TrinkgeldAN"


@dataclass(slots=True)
class Closing:
    """What a register's day adds up to while its documents are written."""

    files: Files
    workspace: Workspace
    register: Register
    number: int
    day: dt.date
    made: dt.datetime
    keys: dict[Decimal, int]
    ids: list[str] = field(default_factory=list)
    cases: dict[tuple[str, int], list[Decimal]] = field(
        default_factory=lambda: defaultdict(lambda: [ZERO, ZERO, ZERO])
    )
    paid: dict[tuple[str, str], Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    cash: Decimal = ZERO
    rates: dict[int, Decimal] = field(default_factory=dict)

    def add(self, file: str, **row: Any) -> None:
        """Add a row with the three keys that each starts with."""
        own = {"Z_KASSE_ID": str(self.register.pk), "Z_ERSTELLUNG": self.made, "Z_NR": self.number}
        self.files.add(file, own | row)

    def key(self, rate: Decimal) -> int:
        """Return the key of a rate; a rate that the format does not know gets one of our own."""
        plain = rate.normalize()
        known = KEYS.get(plain)
        if known is None:
            known = self.keys.setdefault(plain, FIRST_OWN_KEY + len(self.keys))
        self.rates[known] = plain
        return known

    def write(self, content: Mapping[str, Any], original: tuple[Any, ...] | None) -> None:
        """Write one sealed document: its header, lines, taxes, tenders and reference."""
        document = content["document"]
        bon = content["subject_id"]
        self.ids.append(bon)
        self._header(bon, content, document)
        for tax in document["taxes"]:
            self.add(
                "transactions_vat.csv", BON_ID=bon, UST_SCHLUESSEL=self.key(Decimal(tax["rate"])),
                BON_BRUTTO=tax["gross"], BON_NETTO=tax["net"], BON_UST=tax["tax"],
            )  # fmt: skip
        for item in document["items"]:
            self._line(bon, document, item)
        self._tip(bon, document)
        for tender in document["tenders"]:
            self._tender(bon, document, tender)
        if document.get("original"):
            self._reference(bon, document["original"], original)

    def _header(self, bon: str, content: Mapping[str, Any], document: Mapping[str, Any]) -> None:
        issued = dt.datetime.fromisoformat(content["issued_at"])
        self.add(
            "transactions.csv", BON_ID=bon, BON_NR=content["number"],
            BON_TYP="AVTraining" if content["kind"] == "training" else "Beleg",
            BON_STORNO=document["cancellation"], BON_START=issued, BON_ENDE=issued,
            BEDIENER_ID=document["user"]["id"], BEDIENER_NAME=document["user"]["name"],
            UMS_BRUTTO=document["total"], KUNDE_ID=document["customer_id"],
            BON_NOTIZ=document["reason"],
        )  # fmt: skip

    def _line(self, bon: str, document: Mapping[str, Any], item: Mapping[str, Any]) -> None:
        place = str(item["position"])
        self.add(
            "lines.csv", BON_ID=bon, POS_ZEILE=place, ARTIKELTEXT=item["name"], GV_TYP=TURNOVER,
            INHAUS=True, P_STORNO=document["cancellation"], ART_NR=item["product_id"],
            MENGE=item["quantity"], FAKTOR=1, EINHEIT="Stück", STK_BR=item["unit_price_incl_tax"],
        )  # fmt: skip
        rate = self.key(Decimal(item["tax_rate"]))
        amounts = (item["gross"], item["net"], item["tax_charged"])
        self._amounts("lines_vat.csv", "POS", bon, place, rate, amounts)
        sums = self.cases[TURNOVER, rate]
        self.cases[TURNOVER, rate] = [
            one + Decimal(value) for one, value in zip(sums, amounts, strict=True)
        ]
        waived = item["is_comp"] or item["is_void"]
        listed = ("0", "0", "0") if waived else (item["total"], item["subtotal"], item["tax"])
        self._amounts("itemamounts.csv", "PF", bon, place, rate, listed, TYP="base_amount")
        off = tuple(Decimal(one) - Decimal(two) for one, two in zip(amounts, listed, strict=True))
        if any(off):
            kind = "discount" if off[0] * Decimal(item["quantity"]) <= 0 else "extra_amount"
            self._amounts("itemamounts.csv", "PF", bon, place, rate, off, TYP=kind)
        for modifier in item["modifiers"]:
            self.add(
                "subitems.csv", BON_ID=bon, POS_ZEILE=place, ZI_NAME=modifier["name"], ZI_MENGE=1,
                ZI_FAKTOR=1, ZI_UST_SCHLUESSEL=rate, ZI_BASISPREIS_BRUTTO=modifier["price"],
            )  # fmt: skip

    def _amounts(
        self,
        file: str,
        prefix: str,
        bon: str,
        place: str,
        rate: int,
        amounts: tuple[Any, ...],
        **extra: Any,
    ) -> None:
        names = (f"{prefix}_BRUTTO", f"{prefix}_NETTO", f"{prefix}_UST")
        row = dict(zip(names, amounts, strict=True))
        self.add(file, BON_ID=bon, POS_ZEILE=place, UST_SCHLUESSEL=rate, **row, **extra)

    def _tip(self, bon: str, document: Mapping[str, Any]) -> None:
        """Write a tip as a line of its own: it is paid, but it is no turnover."""
        tip = Decimal(document["tip"] or 0)
        if not tip:
            return
        self.add(
            "lines.csv", BON_ID=bon, POS_ZEILE="tip", ARTIKELTEXT="Trinkgeld", GV_TYP=TIP,
            INHAUS=True, P_STORNO=document["cancellation"], MENGE=1, FAKTOR=1, STK_BR=tip,
        )  # fmt: skip
        rate = self.key(ZERO)
        self._amounts("lines_vat.csv", "POS", bon, "tip", rate, (tip, tip, ZERO))
        gross, net, tax = self.cases[TIP, rate]
        self.cases[TIP, rate] = [gross + tip, net + tip, tax]

    def _tender(self, bon: str, document: Mapping[str, Any], tender: Mapping[str, Any]) -> None:
        amount = Decimal(tender["amount"]) + Decimal(tender["rounding"])
        kind = PAID_BY.get(tender["kind"], "Unbar")
        self.add(
            "datapayment.csv", BON_ID=bon, ZAHLART_TYP=kind, ZAHLART_NAME=tender["name"],
            ZAHLWAEH_CODE=document["currency"], ZAHLWAEH_BETRAG=amount, BASISWAEH_BETRAG=amount,
        )  # fmt: skip
        self.paid[kind, tender["name"]] += amount
        self.cash += amount if kind == "Bar" else ZERO

    def _reference(
        self, bon: str, original: Mapping[str, Any], found: tuple[Any, ...] | None
    ) -> None:
        register, number, issued = found or (None, None, None)
        self.add(
            "references.csv", BON_ID=bon, REF_TYP="Transaktion", REF_DATUM=issued,
            REF_Z_KASSE_ID=register, REF_Z_NR=number, REF_BON_ID=original["invoice_id"],
        )  # fmt: skip

    def close(self) -> None:
        """Write what the day adds up to, and the master data as they are."""
        outlet, place = self.register.outlet, self.workspace
        total = sum(self.paid.values(), ZERO)
        self.add(
            "cashpointclosing.csv", Z_BUCHUNGSTAG=self.day.isoformat(), TAXONOMIE_VERSION=TAXONOMY,
            Z_START_ID=self.ids[0], Z_ENDE_ID=self.ids[-1], NAME=place.legal_name or place.name,
            STRASSE=outlet.address1, PLZ=outlet.postal_code, ORT=outlet.city,
            USTID=place.tax_number, Z_SE_ZAHLUNGEN=total, Z_SE_BARZAHLUNGEN=self.cash,
        )  # fmt: skip
        self.add(
            "location.csv", LOC_NAME=outlet.name, LOC_STRASSE=outlet.address1,
            LOC_PLZ=outlet.postal_code, LOC_ORT=outlet.city, LOC_USTID=place.tax_number,
        )  # fmt: skip
        self.add(
            "cashregister.csv", KASSE_MODELL=self.register.name, KASSE_SERIENNR=self.register.pk,
            KASSE_SW_BRAND="Slipway", KASSE_BASISWAEH_CODE=place.currency,
            KEINE_UST_ZUORDNUNG=False,
        )  # fmt: skip
        for key, rate in sorted(self.rates.items()):
            self.add("vat.csv", UST_SCHLUESSEL=key, UST_SATZ=rate * 100, UST_BESCHR=f"{rate:%}")
        for (case, key), (gross, net, tax) in sorted(self.cases.items()):
            self.add(
                "businesscases.csv", GV_TYP=case, UST_SCHLUESSEL=key, Z_UMS_BRUTTO=gross,
                Z_UMS_NETTO=net, Z_UST=tax,
            )  # fmt: skip
        for (kind, name), amount in sorted(self.paid.items()):
            self.add("payment.csv", ZAHLART_TYP=kind, ZAHLART_NAME=name, Z_ZAHLART_BETRAG=amount)
        self.add(
            "cash_per_currency.csv", ZAHLART_WAEH=place.currency, ZAHLART_BETRAG_WAEH=self.cash
        )
