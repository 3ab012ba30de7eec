from django.db import migrations

BORN_VALIDATED = """
create function diagnosis_is_not_born_validated() returns trigger language plpgsql as $$
begin
    if new.state in ('validated', 'superseded') then
        raise exception 'diagnosis % lacks a validation', new.id
            using errcode = 'check_violation', constraint = 'validated_by_all';
    end if;
    return new;
end $$;

create trigger is_not_born_validated before insert on diagnosis_diagnosis
    for each row execute function diagnosis_is_not_born_validated();
"""

MOVED_INTO = """
create function diagnosis_nothing_moves_into_what_is_validated() returns trigger language plpgsql as $$
declare
    row_state text;
begin
    select state into row_state from diagnosis_diagnosis where id = new.diagnosis_id for share;
    if found and row_state in ('validated', 'superseded') then
        raise exception 'diagnosis % is validated', new.diagnosis_id
            using errcode = 'check_violation', constraint = 'what_is_validated_stays';
    end if;
    return new;
end $$;
""" + "".join(
    f"""
create trigger nothing_moves_in before update of diagnosis_id on diagnosis_{table}
    for each row when (new.diagnosis_id is distinct from old.diagnosis_id)
    execute function diagnosis_nothing_moves_into_what_is_validated();
"""
    for table in ("section", "comment", "priority", "validation")
)

ADOPTED_ONCE = """
create function diagnosis_what_is_adopted_goes_on() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'project % is adopted', old.id
            using errcode = 'check_violation', constraint = 'what_is_adopted_stays';
    end if;
    raise exception 'project % was followed by another', old.id
        using errcode = 'check_violation', constraint = 'what_is_adopted_stays';
end $$;

create trigger what_is_adopted_is_kept before delete on diagnosis_project
    for each row when (old.state <> 'draft') execute function diagnosis_what_is_adopted_goes_on();
create trigger what_is_followed_stays before update of state on diagnosis_project
    for each row when (old.state = 'superseded' and new.state <> 'superseded')
    execute function diagnosis_what_is_adopted_goes_on();
"""

UNDONE = """
drop function diagnosis_what_is_adopted_goes_on() cascade;
drop function diagnosis_nothing_moves_into_what_is_validated() cascade;
drop function diagnosis_is_not_born_validated() cascade;
"""


class Migration(migrations.Migration):
    """The same truths on the ways in that were left open: a row born so, moved in, brought back, taken out."""

    dependencies = [("diagnosis", "0002_truths")]

    operations = [migrations.RunSQL(BORN_VALIDATED + MOVED_INTO + ADOPTED_ONCE, UNDONE)]
