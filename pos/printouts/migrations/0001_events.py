"""What happens to print jobs and printers becomes events, in the transaction in which it happens.

`printing` knows no events and its worker no Django transaction, so the tables themselves tell. A
workspace that is not there has no events, and never stops a printer.
"""

from django.db import migrations

# A UUIDv7: the random one of PostgreSQL with the time in its first 48 bits and its version changed.
FORWARD = """
create function printouts_event(
    told_workspace uuid, told_type text, subject text, told_id uuid, told_data jsonb
) returns void language sql as $$
    insert into events_event
        (id, workspace_id, type, subject_type, subject_id, data, created_at)
    select encode(
               set_bit(set_bit(
                   overlay(uuid_send(gen_random_uuid()) placing substring(
                       int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3
                   ) from 1 for 6), 52, 1), 53, 1),
               'hex')::uuid,
           w.id, told_type, subject, told_id, told_data,
           date_trunc('milliseconds', clock_timestamp())
      from workspaces_workspace w
     where w.id = told_workspace;
$$;

create function printouts_job_changed() returns trigger language plpgsql as $$
begin
    perform printouts_event(
        new.workspace_id, 'print_job.state.updated', 'print_jobs', new.id,
        jsonb_build_object(
            'state', new.state, 'previous_state', old.state, 'purpose', new.purpose,
            'reference', new.reference, 'source_id', new.source_id, 'printer_id', new.printer_id,
            'attempts', new.attempts, 'error_code', nullif(new.error_code, ''),
            'error', nullif(new.error, '')));
    return null;
end $$;

-- Not the steps of every print, and not the same reason for waiting again and again.
create trigger printouts_job_changed after update of state, printer_id on printing_printjob
    for each row when (
        (old.state, old.printer_id, old.error_code)
            is distinct from (new.state, new.printer_id, new.error_code)
        and (new.state in ('printed', 'sent_unconfirmed', 'in_doubt', 'failed', 'cancelled')
             or new.state = 'queued' and (old.state in ('in_doubt', 'failed')
                 or old.printer_id is distinct from new.printer_id
                 or new.error_code <> '' and old.error_code <> new.error_code)))
    execute function printouts_job_changed();

create function printouts_printer_changed() returns trigger language plpgsql as $$
begin
    perform printouts_event(
        new.workspace_id, 'printer.condition.updated', 'printers', new.id,
        jsonb_build_object(
            'condition', new.condition, 'previous_condition', old.condition, 'name', new.name,
            'detail', nullif(new.condition_detail, ''), 'near_end', new.near_end,
            'drawer_open', new.drawer_open));
    return null;
end $$;

create trigger printouts_printer_changed
    after update of condition, near_end, drawer_open on printing_printer
    for each row when (
        (old.condition, old.near_end, old.drawer_open)
            is distinct from (new.condition, new.near_end, new.drawer_open))
    execute function printouts_printer_changed();
"""
BACKWARD = """
drop trigger printouts_printer_changed on printing_printer;
drop trigger printouts_job_changed on printing_printjob;
drop function printouts_printer_changed();
drop function printouts_job_changed();
drop function printouts_event(uuid, text, text, uuid, jsonb);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0001_initial"),
        ("printing", "0005_drawer"),
        ("workspaces", "0001_initial"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
