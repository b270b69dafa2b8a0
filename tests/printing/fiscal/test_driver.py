"""A fiscal device as a printer: the contract that all drivers keep."""

from __future__ import annotations

import pytest

from printing.drivers.base import Outcome, Target, Watch
from printing.drivers.registry import driver_for
from printing.errors import PrintingError
from printing.fiscal.content import Action, Errand, write
from tests.printing.fiscal.conftest import sale

OPTIONS = {"tax_groups": {"21": 1}, "operator": "1", "password": "1"}


def driver(service, kind="erpnet", **changes):
    given = {"host": "127.0.0.1", "port": service.port, "device": service.printer, **changes}
    return driver_for(kind, Target("k", options=OPTIONS, total=5, **given))


@pytest.mark.parametrize("kind", ["erpnet", "fiscal_simulator"])
def test_a_job_on_its_own(service, kind) -> None:
    one = driver(service, kind)
    one.validate()
    assert one.send(write(sale())) is Outcome.PRINTED
    assert one.send(write(Errand(Action.X))) is Outcome.PRINTED
    assert [entry["kind"] for entry in service.simulator.journal()] == ["receipt", "x"]


def test_it_does_not_begin_when_it_must_not(service) -> None:
    with driver(service).open() as link, pytest.raises(PrintingError):
        link.send(write(sale()), Watch(may_go_on=lambda: False))
    assert list(service.simulator.journal()) == []


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("paper_out", "printer_paper_out"),
        ("cover_open", "printer_cover_open"),
        ("offline", "printer_offline"),
        ("memory_full", "fiscal_blocked"),
    ],
)
def test_it_says_what_it_lacks(service, fault, code) -> None:
    with driver(service).open() as link:
        assert not link.check().near_end
        service.simulator.faults.set("paper_near_end")
        assert link.check().near_end
        service.simulator.faults.set(fault)
        with pytest.raises(PrintingError) as caught:
            link.check()
    assert caught.value.code == code
    assert not caught.value.may_have_printed


def test_one_that_is_not_there(service) -> None:
    service.stop()
    with driver(service).open() as link, pytest.raises(PrintingError) as caught:
        link.check()
    assert caught.value.code == "printer_unreachable"


def test_a_wrong_place_is_refused(service) -> None:
    for changes in ({"host": "a b"}, {"host": "x/y"}):
        with pytest.raises(PrintingError) as caught:
            driver(service, **changes).validate()
        assert caught.value.code == "invalid_profile"
    with pytest.raises(PrintingError):
        driver_for("erpnet", Target("k", host="x", device="y")).validate()
