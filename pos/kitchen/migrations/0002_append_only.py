"""Makes the database refuse changes of kitchen tickets, whoever asks."""

from django.db import migrations

PROTECT = [
    """
    create function kitchen_refuse() returns trigger language plpgsql as $$
    begin
        raise exception 'A kitchen ticket is never changed or deleted.'
            using errcode = 'SL010', hint = 'Change the order: the kitchen is told the difference.';
    end
    $$
    """,
    *(
        f"""
        create trigger {table}_sealed before update or delete on {table}
        for each row execute function kitchen_refuse()
        """
        for table in ("kitchen_ticket", "kitchen_reprint")
    ),
]


class Migration(migrations.Migration):
    dependencies = [("kitchen", "0001_initial")]

    operations = [migrations.RunSQL(PROTECT, ["drop function kitchen_refuse cascade"])]
