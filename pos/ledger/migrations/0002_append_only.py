"""Makes the database refuse changes of sealed documents, and series that count wrongly."""

from django.db import migrations

PROTECT = [
    """
    create function ledger_refuse() returns trigger language plpgsql as $$
    begin
        raise exception 'A sealed document is never changed or deleted (% of %).', tg_op, tg_table_name
            using errcode = 'SL001', hint = 'Seal a counter-document instead.';
    end
    $$
    """,
    """
    create function ledger_count_by_one() returns trigger language plpgsql as $$
    begin
        if tg_op = 'DELETE' then
            raise exception 'A series is never deleted.' using errcode = 'SL001';
        end if;
        if new.last_number <> old.last_number + 1 or (new.id, new.workspace_id, new.register_id, new.kind)
            is distinct from (old.id, old.workspace_id, old.register_id, old.kind)
        then
            raise exception 'A series counts up by one, and changes nothing else.'
                using errcode = 'SL001';
        end if;
        return new;
    end
    $$
    """,
    """
    create trigger ledger_sealeddocument_sealed before update or delete on ledger_sealeddocument
    for each row execute function ledger_refuse()
    """,
    """
    create trigger ledger_signature_sealed before update or delete on ledger_signature
    for each row execute function ledger_refuse()
    """,
    """
    create trigger ledger_series_counts before update or delete on ledger_series
    for each row execute function ledger_count_by_one()
    """,
]
ALLOW = ["drop function ledger_refuse cascade", "drop function ledger_count_by_one cascade"]


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [migrations.RunSQL(PROTECT, ALLOW)]
