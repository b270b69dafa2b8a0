"""Makes the database refuse changes of issued invoices, whoever asks."""

from django.db import migrations

# Parts of an invoice are never changed. Of the invoice itself, a cancellation may set its mark, once.
PROTECT = [
    """
    create function invoices_refuse() returns trigger language plpgsql as $$
    begin
        raise exception 'An issued invoice is never changed or deleted (% of %).', tg_op, tg_table_name
            using errcode = 'SL002', hint = 'Issue a refund or a cancellation instead.';
    end
    $$
    """,
    """
    create function invoices_refuse_but_cancel() returns trigger language plpgsql as $$
    declare
        expected invoices_invoice := new;
    begin
        expected.cancelled := old.cancelled;
        expected.cancel_reason := old.cancel_reason;
        expected.updated_at := old.updated_at;
        if expected is distinct from old or (old.cancelled and not new.cancelled) then
            raise exception 'An issued invoice is never changed but for its cancellation.'
                using errcode = 'SL002', hint = 'Issue a refund or a cancellation instead.';
        end if;
        return new;
    end
    $$
    """,
    """
    create trigger invoices_invoice_kept before delete on invoices_invoice
    for each row execute function invoices_refuse()
    """,
    """
    create trigger invoices_invoice_sealed before update on invoices_invoice
    for each row execute function invoices_refuse_but_cancel()
    """,
    *(
        f"""
        create trigger {table}_sealed before update or delete on {table}
        for each row execute function invoices_refuse()
        """
        for table in (
            "invoices_invoiceitem",
            "invoices_invoiceitemmodifier",
            "invoices_invoicetax",
            "invoices_invoicetender",
        )
    ),
]
ALLOW = [
    "drop function invoices_refuse cascade",
    "drop function invoices_refuse_but_cancel cascade",
]


class Migration(migrations.Migration):
    dependencies = [("invoices", "0002_charged_amounts_and_kinds")]

    operations = [migrations.RunSQL(PROTECT, ALLOW)]
