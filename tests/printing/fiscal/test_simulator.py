"""The simulator counts, refuses, remembers and admits what it is."""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printing.errors import PrintingError
from printing.fiscal.receipt import (
    CommentLine,
    DocumentModifier,
    FiscalLine,
    FiscalPayment,
    FiscalReceipt,
    Modifier,
    PaymentKind,
    Reversal,
    ReversalReason,
)
from printing.fiscal.result import LastDocument, Paper
from printing.fiscal.simulator import Faults, Simulator
from printing.fiscal.simulator.codes import ERRORS, WARNINGS
from printing.fiscal.simulator.faults import NAMES
from printing.fiscal.simulator.paper import NOTICE, slip
from printing.interface import preview_text
from tests.printing.fiscal.conftest import card, sale

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.printing.fiscal.conftest import Clock

D = Decimal
FIRST = 9_000_001


def reversal_of(simulator: Simulator, number: str, memory: str | None = None) -> Reversal:
    serial = memory or simulator.memory.fiscal_memory
    at = datetime.fromisoformat("2026-11-21T08:45:00")
    return Reversal(number, at, serial, ReversalReason.REFUND)


def refusal(call: Callable[[], object]) -> str:
    with pytest.raises(PrintingError) as caught:
        call()
    assert caught.value.code == "fiscal_refused"
    assert not caught.value.may_have_printed
    return str(caught.value.data["device_code"])


def test_a_live_workspace_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PrintingError) as caught:
        Simulator(tmp_path / "x", live=True)
    assert caught.value.code == "simulator_refused"
    assert not (tmp_path / "x").exists()


def test_a_day(simulator: Simulator, clock: Clock) -> None:
    simulator.cash_in(D("50.00"))
    first = simulator.print_receipt(sale("r-1"))
    assert (first.receipt_number, first.amount) == (str(FIRST + 1), D("12.50"))
    assert (first.z_number, first.receipt_datetime) == (1, clock.now)
    assert (first.simulated, first.device_serial) == (True, simulator.memory.serial)
    clock.go(minutes=5)
    simulator.print_receipt(sale("r-2", "3.00", payments=card("3.00")))
    back = sale("r-3", "12.50", reversal=reversal_of(simulator, first.receipt_number))
    simulator.print_receipt(back)
    x, again = simulator.x_report(), simulator.x_report()
    assert x.totals == again.totals == ((2, D("3.00")),)
    assert simulator.cash_out(D("20.00")).ok
    assert simulator.memory.cash == D("30.00")
    z = simulator.z_report()
    assert (z.z_number, z.totals, z.simulated) == (1, ((2, D("3.00")),), True)
    empty = simulator.z_report()
    assert (empty.z_number, empty.totals) == (2, ())
    assert simulator.memory.cash == D("30.00")
    assert simulator.memory.grand_total == D("15.50")
    numbers = [entry["number"] for entry in simulator.journal()]
    assert numbers == list(range(FIRST, FIRST + len(numbers)))


def test_everything_says_what_it_is(simulator: Simulator) -> None:
    receipt = sale("r-1", operator="Anna", payments=card("12.50"))
    result = simulator.print_receipt(receipt)
    simulator.duplicate()
    simulator.cash_in(D("1.00"))
    simulator.x_report()
    simulator.z_report()
    assert result.device_serial.startswith("SIM-")
    assert result.fiscal_memory_serial.startswith("SIM-FM-")
    assert [message.text for message in result.messages] == [NOTICE]
    entries = list(simulator.journal())
    assert [entry["kind"] for entry in entries] == ["receipt", "duplicate", "cash_in", "x", "z"]
    for entry in entries:
        assert (entry["text"][0], entry["text"][-1]) == (NOTICE, NOTICE)
        assert max(map(len, entry["text"])) <= 42
        printed = preview_text(slip(entry), 42)
        assert printed.count(NOTICE) == 2
        assert simulator.memory.serial in printed
    assert "Soup" in "\n".join(entries[0]["text"])
    assert "Soup" in preview_text(slip(entries[0]), 42)


def test_journal_of_a_receipt(simulator: Simulator) -> None:
    lines = (
        FiscalLine("Cake with a very long name that does not fit", D(2), D("3.80"), 1,
                   Modifier(D(-10), percent=True)),
        CommentLine("no cream"),
        DocumentModifier(D("-0.84")),
        CommentLine("Goodbye", footer=True),
    )  # fmt: skip
    cash = (FiscalPayment(PaymentKind.CASH, D("10.00")),)
    simulator.print_receipt(FiscalReceipt("r-1", "USN-1", lines, cash))
    [entry] = simulator.journal()
    assert entry["text"][1:12] == [
        "RECEIPT",
        "Cake with a very long name that does not f",
        "it",
        "  2 x 3.80 [1]                        7.60",
        "  discount 10 %                      -0.76",
        "# no cream",
        "Discount                             -0.84",
        "TOTAL                                 6.00",
        "  Group 1                             6.00",
        "  cash                                6.00",
        "  change                              4.00",
    ]
    assert entry["text"][12] == "Goodbye"
    assert (entry["amount"], entry["groups"], entry["payments"]) == (
        "6.00", {"1": "6.00"}, {"cash": "6.00"},
    )  # fmt: skip


@pytest.mark.parametrize("code", ERRORS)
def test_every_error_code(simulator: Simulator, code: str) -> None:
    simulator.print_receipt(sale("r-0"))
    before = simulator.memory
    simulator.faults.set(code)
    for call in (
        lambda: simulator.print_receipt(sale("r-1")),
        simulator.x_report,
        simulator.z_report,
        lambda: simulator.cash_in(D(1)),
        lambda: simulator.cash_out(D(1)),
        simulator.duplicate,
    ):
        assert refusal(call) == code
    status = simulator.status()
    assert (status.ok, status.errors) == (False, (code,))
    assert simulator.memory == before
    simulator.faults.clear(code)
    assert simulator.status().ok
    assert simulator.print_receipt(sale("r-1")).receipt_number == str(FIRST + 1)


@pytest.mark.parametrize("code", WARNINGS)
def test_warnings_do_not_stop_it(simulator: Simulator, code: str) -> None:
    simulator.faults.set(code)
    result = simulator.print_receipt(sale())
    assert [m.code for m in result.messages] == [None, code]
    assert simulator.status().ok


def test_faults_by_name(simulator: Simulator) -> None:
    assert set(NAMES.values()) <= {*ERRORS, *WARNINGS}
    simulator.faults.set("paper_out", "cover_open")
    status = simulator.status()
    assert (status.paper, status.cover_open, status.errors) == (Paper.OUT, True, ("E301", "E302"))
    simulator.faults.clear()
    simulator.faults.set("paper_near_end")
    assert simulator.status().paper is Paper.NEAR_END
    with pytest.raises(KeyError):
        simulator.faults.set("sulking")


def test_paper_out_in_the_middle_voids_the_receipt(simulator: Simulator) -> None:
    class OnThirdStep(Faults):
        steps = 0

        def check(self) -> None:
            self.steps += 1
            if self.steps == 3:
                self.set("paper_out")
            super().check()

    simulator.faults = OnThirdStep()
    assert refusal(lambda: simulator.print_receipt(sale("r-1"))) == "E301"
    [entry] = simulator.journal()
    assert (entry["kind"], entry["number"], entry["request_id"]) == ("void", None, "r-1")
    assert simulator.last() == LastDocument(FIRST - 1, D("0.00"))
    simulator.faults.clear()
    assert simulator.print_receipt(sale("r-1")).receipt_number == str(FIRST)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"payments": card("12.49")}, "E406"),
        ({"payments": card("12.51")}, "E406"),
        ({"payments": (*card("12.50"), *card("1.00"))}, "E406"),
        ({"lines": (CommentLine("x"),)}, "E410"),
    ],
)
def test_refused_receipts_change_nothing(
    simulator: Simulator, change: dict[str, Any], code: str
) -> None:
    simulator.print_receipt(sale("r-0"))
    before = simulator.memory
    receipt = replace(sale(), **change)
    assert refusal(lambda: simulator.print_receipt(receipt)) == code
    after = simulator.memory
    assert (after.number, after.sales, after.cash) == (before.number, before.sales, before.cash)
    assert [entry["kind"] for entry in simulator.journal()] == ["receipt", "void"]


def test_reversals_need_a_receipt_and_cash(simulator: Simulator) -> None:
    number = simulator.print_receipt(sale("r-1", payments=card("12.50"))).receipt_number
    cash_back = sale("r-2", reversal=reversal_of(simulator, number))
    assert refusal(lambda: simulator.print_receipt(cash_back)) == "E405"
    assert refusal(lambda: simulator.cash_out(D("0.01"))) == "E405"
    for wrong in ("9999999", "abc", "²"):
        back = replace(cash_back, reversal=reversal_of(simulator, wrong))
        assert refusal(lambda back=back: simulator.print_receipt(back)) == "E403"
    elsewhere = reversal_of(simulator, "0000085", "02517985")
    simulator.print_receipt(sale("r-3", payments=card("12.50"), reversal=elsewhere))
    assert simulator.memory.net() == {2: D("0.00")}
    assert simulator.memory.payments == {"card": D("0.00")}


def test_24_hours_without_a_z_report_block(simulator: Simulator, clock: Clock) -> None:
    simulator.x_report()
    clock.go(hours=30)  # reports open no day
    simulator.print_receipt(sale("r-1"))
    clock.go(hours=24)
    simulator.print_receipt(sale("r-2"))
    clock.go(seconds=1)
    assert refusal(lambda: simulator.print_receipt(sale("r-3"))) == "E502"
    assert simulator.status().errors == ("E502",)
    simulator.x_report()
    simulator.z_report()
    assert simulator.status().ok
    simulator.print_receipt(sale("r-3"))


def test_the_clock(simulator: Simulator, clock: Clock) -> None:
    simulator.print_receipt(sale("r-1"))
    status = simulator.set_clock(datetime.fromisoformat("2026-11-21T10:00:00"))
    assert status.clock == datetime.fromisoformat("2026-11-21T10:00:00")
    clock.go(minutes=1)
    result = simulator.print_receipt(sale("r-2"))
    assert result.receipt_datetime == datetime.fromisoformat("2026-11-21T10:01:00")
    early = datetime.fromisoformat("2026-11-21T10:00:00")
    assert refusal(lambda: simulator.set_clock(early)) == "E403"
    for wrong in ("2026-11-21T10:00:00Z", "1999-12-31T00:00:00", "2100-01-01T00:00:00"):
        with pytest.raises(PrintingError, match="clock"):
            simulator.set_clock(datetime.fromisoformat(wrong))
    clock.go(hours=-2)
    assert refusal(lambda: simulator.print_receipt(sale("r-3"))) == "E103"


def test_one_duplicate_a_receipt(simulator: Simulator) -> None:
    assert refusal(simulator.duplicate) == "E405"
    simulator.print_receipt(sale("r-1"))
    simulator.duplicate()
    assert refusal(simulator.duplicate) == "E404"
    simulator.print_receipt(sale("r-2"))
    simulator.duplicate()


@pytest.mark.parametrize("amount", ["0", "-1", "0.001", "NaN", "100000000"])
def test_cash_amounts(simulator: Simulator, amount: str) -> None:
    for move in (simulator.cash_in, simulator.cash_out):
        with pytest.raises(PrintingError) as caught:
            move(D(amount))
        assert caught.value.code == "invalid_receipt"


def test_lost_reply_then_find(simulator: Simulator) -> None:
    receipt, before = sale("r-1"), simulator.last()
    assert simulator.find(receipt, before) is None
    simulator.faults.lost_replies = 1
    with pytest.raises(PrintingError) as caught:
        simulator.print_receipt(receipt, before)
    assert (caught.value.code, caught.value.may_have_printed) == ("fiscal_doubt", True)
    found = simulator.find(receipt, before)
    assert found is not None
    assert (found.receipt_number, found.amount) == (str(FIRST), D("12.50"))
    assert simulator.last().request_id == "r-1"
    assert simulator.find(sale("r-2"), before) is None


def test_find_says_when_it_cannot_tell(simulator: Simulator) -> None:
    simulator.print_receipt(sale("r-1"))
    old = LastDocument(FIRST - 500, D(0))
    newer = LastDocument(FIRST + 1, D(0))
    for before in (old, newer):
        with pytest.raises(PrintingError) as caught:
            simulator.find(sale("r-2"), before)
        assert (caught.value.code, caught.value.may_have_printed) == ("fiscal_unknown", True)
    simulator.faults.set("offline")
    with pytest.raises(PrintingError, match="does not respond"):
        simulator.find(sale("r-1"), old)


def test_it_remembers(tmp_path: Path, clock: Clock) -> None:
    with Simulator(tmp_path, live=False, clock=clock) as first:
        first.print_receipt(sale("r-1"))
        memory = first.memory
    with Simulator(tmp_path, live=False, clock=clock) as second:
        assert second.memory == memory
        assert second.print_receipt(sale("r-2")).receipt_number == str(FIRST + 1)


def test_one_process_has_the_folder(tmp_path: Path) -> None:
    with Simulator(tmp_path, live=False), pytest.raises(PrintingError) as caught:
        Simulator(tmp_path, live=False)
    assert caught.value.code == "simulator_state"
    Simulator(tmp_path, live=False).close()


def test_a_torn_journal_line_is_healed(tmp_path: Path) -> None:
    with Simulator(tmp_path, live=False) as device:
        device.print_receipt(sale("r-1"))
        device.print_receipt(sale("r-2"))
    journal = tmp_path / "journal.jsonl"
    whole = journal.read_bytes()
    for cut in (5, len(whole) - whole.index(b"\n") - 1):
        journal.write_bytes(whole[:-cut])
        with Simulator(tmp_path, live=False) as device:
            assert [entry["request_id"] for entry in device.journal()] == ["r-1", "r-2"]
        assert journal.read_bytes() == whole


@pytest.mark.parametrize("damage", ["{", "[]", "{}", '{"version": 2}', "\x00", "null"])
def test_damaged_memory_is_refused(tmp_path: Path, damage: str) -> None:
    with Simulator(tmp_path, live=False) as device:
        device.print_receipt(sale("r-1"))
    (tmp_path / "memory.json").write_text(damage)
    with pytest.raises(PrintingError) as caught:
        Simulator(tmp_path, live=False)
    assert caught.value.code == "simulator_state"
    assert (tmp_path / "memory.json").read_text() == damage


def test_members_of_the_memory_are_checked(tmp_path: Path) -> None:
    with Simulator(tmp_path, live=False) as device:
        device.print_receipt(sale("r-1"))
    file = tmp_path / "memory.json"
    good = json.loads(file.read_text())
    for change in ({"number": "x"}, {"cash": "x"}, {"serial": "DT123"}, {"sales": 3}, {"more": 1},
                   {"last_at": 5}, {"recent": [{}]}, {"sequence": 7}):  # fmt: skip
        file.write_text(json.dumps({**good, **change}))
        with pytest.raises(PrintingError) as caught:
            Simulator(tmp_path, live=False)
        assert caught.value.code == "simulator_state"
    file.unlink()
    with pytest.raises(PrintingError, match="without a memory"):
        Simulator(tmp_path, live=False)
    file.write_text(json.dumps(good))
    Simulator(tmp_path, live=False).close()


def test_a_memory_that_cannot_be_written_closes_nothing(
    simulator: Simulator, tmp_path: Path
) -> None:
    simulator.print_receipt(sale("r-1"))
    (tmp_path / "fiscal" / "memory.json.part").mkdir()
    assert refusal(lambda: simulator.print_receipt(sale("r-2"))) == "E202"
    (tmp_path / "fiscal" / "memory.json.part").rmdir()
    assert simulator.last().number == FIRST
    assert simulator.print_receipt(sale("r-2")).receipt_number == str(FIRST + 1)


def test_a_journal_that_cannot_be_written_stops_the_next_receipt(
    simulator: Simulator, tmp_path: Path
) -> None:
    simulator.print_receipt(sale("r-1"))
    journal = tmp_path / "fiscal" / "journal.jsonl"
    aside = journal.rename(journal.with_suffix(".aside"))
    journal.mkdir()
    simulator.print_receipt(sale("r-2"))  # counted by the memory, so it is closed
    assert refusal(lambda: simulator.print_receipt(sale("r-3"))) == "E206"
    journal.rmdir()
    aside.rename(journal)
    simulator.print_receipt(sale("r-3"))
    ids = [entry["request_id"] for entry in simulator.journal()]
    assert ids == ["r-1", "r-2", "r-3"]


def test_threads_take_turns(simulator: Simulator) -> None:
    results: list[str] = []

    def work(name: str) -> None:
        closed = [simulator.print_receipt(sale(f"{name}-{n}", "1.00")) for n in range(5)]
        results.extend(result.receipt_number for result in closed)

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(results) == [str(FIRST + n) for n in range(20)]
    assert simulator.memory.sales == {"2": D("20.00")}


def _lines() -> st.SearchStrategy[tuple[Any, ...]]:
    price = st.integers(0, 99999).map(lambda n: D(n) / 100)
    quantity = st.integers(1, 5000).map(lambda n: D(n) / 1000)
    line = st.builds(FiscalLine, st.just("x"), quantity, price, st.integers(1, 8))
    discount = st.integers(-500, 500).filter(bool).map(lambda n: DocumentModifier(D(n) / 100))
    return st.lists(st.one_of(line, line, discount), min_size=1, max_size=6).map(tuple)


_ACTION = st.one_of(
    st.tuples(st.just("sale"), _lines(), st.booleans()),
    st.tuples(st.just("back"), _lines(), st.booleans()),
    st.tuples(st.sampled_from(["x", "z", "offline", "lost", "cash"]), st.none(), st.none()),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(_ACTION, max_size=8))
def test_totals_equal_the_sum_of_the_journal(actions: list[tuple[str, Any, Any]]) -> None:
    with TemporaryDirectory() as folder:
        with Simulator(Path(folder), live=False) as device:
            for at, action in enumerate(actions):
                _play(device, f"r-{at}", *action)
                _compare(device)
        with Simulator(Path(folder), live=False) as device:
            _compare(device)


def _play(device: Simulator, name: str, kind: str, lines: Any, on_card: bool | None) -> None:
    simple = {"x": device.x_report, "z": device.z_report, "cash": lambda: device.cash_in(D(5))}
    try:
        if kind in {"sale", "back"}:
            device.print_receipt(_receipt(device, name, kind, lines, on_card))
        elif kind in simple:
            simple[kind]()
        elif kind == "lost":
            device.faults.lost_replies = 1
        else:
            device.faults.codes = device.faults.codes ^ {"E301"}
    except PrintingError as error:
        if error.code not in {"invalid_receipt", "fiscal_refused", "fiscal_doubt"}:
            raise


def _receipt(
    device: Simulator, name: str, kind: str, lines: Any, on_card: bool | None
) -> FiscalReceipt:
    receipt = FiscalReceipt(name, "u", lines)
    if on_card and receipt.total:
        receipt = replace(receipt, payments=card(str(receipt.total)))
    if kind == "back":
        receipt = replace(receipt, reversal=reversal_of(device, "1", "other"))
    return receipt


def _compare(device: Simulator) -> None:
    totals: dict[str, dict[str, Decimal]] = {"receipt": {}, "reversal": {}}
    paid: dict[str, Decimal] = defaultdict(Decimal)
    cash, z = D(0), 0
    for entry in device.journal():
        sign = -1 if entry["kind"] == "reversal" else 1
        for group, amount in entry.get("groups", {}).items():
            sums = totals[entry["kind"]]
            sums[group] = sums.get(group, D(0)) + D(amount)
        for kind, amount in entry.get("payments", {}).items():
            paid[kind] += sign * D(amount)
            cash += sign * D(amount) if kind == "cash" else 0
        cash += D(entry["amount"]) if entry["kind"] == "cash_in" else 0
        if entry["kind"] == "z":
            z, totals, paid = z + 1, {"receipt": {}, "reversal": {}}, defaultdict(Decimal)
    memory = device.memory
    assert memory.sales == totals["receipt"]
    assert memory.reversals == totals["reversal"]
    assert memory.payments == dict(paid)
    assert (memory.cash, memory.z) == (cash, z)
    assert sum(memory.payments.values()) == sum(memory.net().values())
