"""Makes the database refuse changes of payments, whoever asks."""

from django.db import migrations

PROTECT = [
    """
    create function payments_refuse() returns trigger language plpgsql as $$
    begin
        raise exception 'A payment is never changed or deleted.'
            using errcode = 'SL003', hint = 'Refund the invoice instead.';
    end
    $$
    """,
    """
    create trigger payments_payment_sealed before update or delete on payments_payment
    for each row execute function payments_refuse()
    """,
]


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial")]

    operations = [migrations.RunSQL(PROTECT, ["drop function payments_refuse cascade"])]
