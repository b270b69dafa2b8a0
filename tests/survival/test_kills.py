"""The server and its database are killed while tills sell; what was acknowledged is there, once."""

from __future__ import annotations

import random
import threading
import time

import pytest

from tests.survival.house import House
from tests.survival.tills import Till

TILLS = 8


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    found = House(tmp_path_factory.mktemp("house"))
    found.furnish()
    yield found
    found.end()


def catalogue(house):
    products = house.ask(
        "select p.id from products_product p where p.is_available and p.status = 'active' and not "
        "exists (select from products_productmodifierset s join products_modifierset m "
        "on m.id = s.modifier_set_id and m.minimum_count > 0 where s.product_id = p.id) "
        "and p.workspace_id = (select id from workspaces_workspace where slug = 'demo') "
        "order by p.id limit 20"
    )
    ((card,),) = house.ask(
        "select m.id from payments_paymentmethod m join workspaces_workspace w "
        "on w.id = m.workspace_id and w.slug = 'demo' where m.code = 'card'"
    )
    registers = house.ask(
        "select r.id from registers_register r join workspaces_workspace w "
        "on w.id = r.workspace_id and w.slug = 'demo' order by r.index, r.id limit 4"
    )
    found = {"products": [str(key) for (key,) in products], "card": str(card)}
    return found, [str(key) for (key,) in registers]


def survive(house, rounds):
    """Let tills sell through so many kills; every fourth is the database's."""
    chance = random.Random(rounds)
    found, registers = catalogue(house)
    house.start()
    stop = threading.Event()
    tills = [
        Till(house.port, house.secret, found, stop, registers[n % len(registers)], n + rounds)
        for n in range(TILLS)
    ]
    for till in tills:
        till.start()
    for kill in range(rounds):
        time.sleep(0.2 + chance.random() * 0.6)
        if kill % 4 == 3:
            house.kill_database()
        else:
            house.kill_server()
            house.start()
    time.sleep(0.5)
    stop.set()
    for till in tills:
        till.join(150)
        assert not till.is_alive()
    house.kill_server()
    return tills


def check(house, tills):
    assert [till.refusals for till in tills if till.refusals] == []
    sales = [sale for till in tills for sale in till.sales]
    assert len(sales) > TILLS
    assert sum(till.retries for till in tills) > 0
    acknowledged = [payment for sale in sales for payment in sale.payments]
    assert len(acknowledged) == len(set(acknowledged))
    stored = {
        str(key): str(order)
        for key, order in house.ask("select id, order_id from payments_payment")
    }
    for sale in sales:
        assert {stored.get(payment) for payment in sale.payments} == {sale.order}
    # Money in is money out: each paid order has one invoice over exactly what was paid for it.
    wrong = house.ask(
        "select o.id from orders_order o "
        "left join (select order_id, sum(amount) as paid from payments_payment group by 1) p "
        "on p.order_id = o.id "
        "left join (select order_id, sum(total) as total, count(*) as n from invoices_invoice "
        "where order_id is not null group by 1) i on i.order_id = o.id "
        "where o.split_from_id is null and o.user_id in (select user_id from users_apikey) and ("
        "coalesce(p.paid, 0) <> o.paid or (o.state = 'paid') <> (i.n is not null) "
        "or (o.state = 'paid' and (i.n <> 1 or i.total <> o.total or o.paid <> o.total)))"
    )
    assert wrong == []
    for sale in sales:
        ((state, total),) = house.ask(
            f"select state, total::text from orders_order where id = '{sale.order}'"
        )
        assert (state, total) == ("paid", sale.total)
    gaps = house.ask(
        "select register_id, kind from invoices_invoice i join registers_register r "
        "on r.id = i.register_id group by 1, 2 having min(number) <> 1 or max(number) <> count(*)"
    )
    assert gaps == []
    verified = house.manage("verify_ledger", "--workspace", "demo", "--no-progress")
    assert verified.returncode == 0, verified.stdout + verified.stderr


def test_twenty_kills(house):
    tills = survive(house, 20)
    check(house, tills)


@pytest.mark.slow
def test_two_hundred_kills(house):
    tills = survive(house, 200)
    check(house, tills)
