"""The guests and the staff: chooses what each sale is made of."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypeVar

from pos.demo import place, rhythm
from pos.demo.ids import COUNTER_BITS, fixed_key, key
from pos.demo.people import CUSTOMERS, STAFF
from pos.demo.sales import WHOLE, Line, Sale, give_back, give_back_one, line, settle
from pos.demo.tenders import add_tip, pay, pay_back

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from pos.demo.catalogue import Answer, Catalogue, Question, Sellable

T = TypeVar("T")

MINUTE = 60_000
LINES = [1] * 22 + [2] * 25 + [3] * 20 + [4] * 14 + [5] * 9 + [6] * 5 + [7] * 3 + [8] * 2
PIECES = [1] * 78 + [2] * 15 + [3] * 4 + [4] * 3
STAY = ((15, 45), (25, 60), (20, 70), (40, 130), (30, 120))  # minutes at the table, by daypart
KEPT_FOR_REFUND = 40

VOID_REASONS = ("Entered by mistake", "Guest changed their mind", "Out of stock", "Wrong table")
COMP_REASONS = ("Long wait", "Complaint: cold food", "Birthday", "Regular guest", "On the house")
NOTES = ("Guest's wish", 'Said: "never mind"', "Approved by manager", r"\N", r"\N", r"\N")
CANCEL_REASONS = ("Booked twice", "Wrong register", "Guest left without paying", "Test sale")
DESCRIPTIONS = ("Birthday party", "Table 12", "Company dinner & drinks", "Hochzeit", "عشاء عمل")
PERCENTS = (10, 10, 15, 20, 50)


class Till:
    """Makes the sales of one workspace in the order of time."""

    def __init__(self, catalogue: Catalogue, slug: str, chance: Random) -> None:
        self.slug = slug
        self.chance = chance
        self.rnd = chance.random
        self.urns = catalogue.urns
        # Sales and refunds of a register are numbered apart.
        self.numbers: Counter[tuple[int, bool]] = Counter()
        self.refundable: list[Sale] = []
        self.customers = [fixed_key(slug, "customer", str(at)) for at in range(CUSTOMERS)]
        self.promo_code = fixed_key(slug, "promo_code", "DRAUGI10")
        self.centers = {
            name: fixed_key(slug, "revenue_center", name) for name in place.REVENUE_CENTERS
        }
        self.outlets = [fixed_key(slug, "outlet", outlet.name) for outlet in place.OUTLETS]
        self.staff = [
            [fixed_key(slug, "user", person.login) for person in STAFF if sells in person.sells]
            for sells in range(4)
        ]

    def day(self, day: rhythm.Day) -> Iterator[Sale]:
        """Make a day's sales."""
        date = day.date.isoformat()
        registers = [
            place.busy_registers(terrace=day.terrace, part=part) for part in range(len(STAY))
        ]
        for moment in rhythm.moments(day, self.chance):
            part = rhythm.daypart(moment)
            register = self._pick(registers[part])
            sale = Sale(day.midnight_ms + moment, date, register, 0, [])
            sale.key = key(sale.ms, self.chance.getrandbits(COUNTER_BITS))
            sale.changed_ms = sale.ms + int(self.rnd() * 400)
            plan = place.REGISTERS[register]
            sale.user = self._pick(self.staff[plan.sells])
            sale.outlet = self.outlets[plan.outlet]
            if self.refundable and self.rnd() < 0.013:
                self._refund(sale)
            else:
                self._sell(sale, plan.sells, part)
            self.numbers[register, sale.is_refund] += 1
            sale.number = self.numbers[register, sale.is_refund]
            yield sale

    def count(self, register: int) -> int:
        """Tell how many invoices a register has issued."""
        return self.numbers[register, False] + self.numbers[register, True]

    def _pick(self, options: list[T]) -> T:
        return options[int(self.rnd() * len(options))]

    def _refund(self, sale: Sale) -> None:
        original = self.refundable.pop(int(self.rnd() * len(self.refundable)))
        sale.original = original.key
        sale.customer = original.customer
        sale.revenue_center = original.revenue_center
        sale.item_center = original.item_center
        if self.rnd() < 0.5 or original.discount:
            give_back(sale, original)
        else:
            give_back_one(sale, original, int(self.rnd() * len(original.charged)))
        pay_back(sale, original)

    def _sell(self, sale: Sale, sells: int, part: int) -> None:
        banquet = sells == place.RESTAURANT and part in (1, 3) and self.rnd() < 0.006
        urn = self.urns[sells, part]
        sale.lines = [
            self._line(self._pick(urn), 10 if banquet else 1) for _ in range(self._pick(LINES))
        ]
        room = self._occasion(sale, sells, banquet=banquet)
        self._order(sale, sells, part)
        settle(sale, self._bill_discount(sale))
        add_tip(sale, self.rnd, place.REGISTERS[sale.register].virtual)
        pay(sale, self.rnd, room=room, web=sells == place.WEB)
        if self.rnd() < 0.007:
            sale.cancelled = True
            sale.cancel_reason = self.chance.choice(CANCEL_REASONS)
            sale.changed_ms = sale.ms + MINUTE + int(self.rnd() * 40 * MINUTE)
        elif sale.total > 0 and self.rnd() < 0.04:
            self.refundable.append(sale)
            del self.refundable[:-KEPT_FOR_REFUND]

    def _line(self, what: Sellable, many: int) -> Line:
        chance = self.rnd()
        if what.sold_by == "kilogram":
            quantity = 150 + int(chance * 750)
        elif what.sold_by == "portion" and chance < 0.08:
            quantity = WHOLE // 2
        else:
            quantity = PIECES[int(chance * 100)] * WHOLE * many
        answers = self._answers(what.questions) if what.questions else ()
        sold = line(what, quantity, answers)
        if self.rnd() < 0.05:
            self._exception(sold)
        return sold

    def _answers(self, questions: tuple[Question, ...]) -> tuple[Answer, ...]:
        picked: tuple[Answer, ...] = ()
        for question in questions:
            if question.least == 0 and self.rnd() > 0.22:
                continue
            most = min(question.most, 3)
            count = max(question.least, 1 + int(self.rnd() * self.rnd() * most))
            picked += tuple(self.chance.sample(question.answers, count))
        return picked

    def _exception(self, sold: Line) -> None:
        kind = self.rnd()
        if kind < 0.2:
            sold.void, sold.reason = True, self.chance.choice(VOID_REASONS)
            sold.notes = self.chance.choice(NOTES)
        elif kind < 0.36:
            sold.comp, sold.reason = True, self.chance.choice(COMP_REASONS)
            sold.notes = self.chance.choice(NOTES)
        elif kind < 0.85:
            percent = self.chance.choice(PERCENTS)
            sold.take_off(given=percent * 100, discount=(sold.total * percent + 50) // 100)
        elif sold.total > 200:
            sold.take_off(given=100, discount=100)

    def _occasion(self, sale: Sale, sells: int, *, banquet: bool) -> str:
        chance = self.rnd()
        if banquet:
            sale.revenue_center = sale.item_center = self.centers[place.BANQUETS]
            sale.description = self.chance.choice(DESCRIPTIONS)
            sale.customer = self._pick(self.customers)
            return ""
        food = sells in (place.RESTAURANT, place.WEB)
        sale.revenue_center = self.centers[place.FOOD if food else place.BEVERAGE]
        if chance < (0.6 if sells == place.WEB else 0.08):
            sale.customer = self._pick(self.customers)
        if sells == place.RESTAURANT and chance > 0.97:
            room = str(101 + int(self.rnd() * 4) * 100 + int(self.rnd() * 24))
            sale.revenue_center = self.centers[place.ROOM_SERVICE]
            sale.description = f"Room {room}"
            return room
        if 0.1 < chance < 0.13:
            sale.description = self.chance.choice(DESCRIPTIONS)
        return ""

    def _order(self, sale: Sale, sells: int, part: int) -> None:
        if sells == place.BAR and self.rnd() < 0.7:
            return
        least, most = STAY[part]
        sale.web = sells == place.WEB
        sale.covers = 1 + int(self.rnd() * self.rnd() * 6)
        sale.ordered_ms = sale.ms - int((least + self.rnd() * (most - least)) * MINUTE)
        if self.rnd() < 0.05:
            sale.notes = "Please make it quick"

    def _bill_discount(self, sale: Sale) -> int:
        chance = self.rnd()
        if chance > 0.05:
            return 0
        total = sum(one.paid for one in sale.charged)
        if chance < 0.02:
            sale.promo_code = self.promo_code
            return (total * 10 + 50) // 100
        if chance < 0.04:
            return (total * 20 + 50) // 100
        return 500 if total > 1500 else 0
