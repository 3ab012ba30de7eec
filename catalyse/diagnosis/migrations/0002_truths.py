from django.db import migrations

VALIDATED_BY_ALL = """
create function diagnosis_validated_by_all() returns trigger language plpgsql as $$
begin
    if old.state in ('validated', 'superseded') then
        if (new.dla_id, new.authority_id, new.number, new.previous_id, new.summary, new.started_on, new.shared_on,
                new.validated_on, new.writings)
            is distinct from (old.dla_id, old.authority_id, old.number, old.previous_id, old.summary, old.started_on,
                old.shared_on, old.validated_on, old.writings)
            or (new.state <> old.state and new.state <> 'superseded') then
            raise exception 'diagnosis % is validated', old.id
                using errcode = 'check_violation', constraint = 'what_is_validated_stays';
        end if;
    elsif new.state in ('validated', 'superseded') and exists (
        select 1 from (values ('association', true), ('dla', new.dla_id is not null),
                ('authority', new.authority_id is not null)) as asked (side, needed)
        where needed and not exists (
            select 1 from diagnosis_validation given where given.diagnosis_id = new.id and given.side = asked.side)
    ) then
        raise exception 'diagnosis % lacks a validation', new.id
            using errcode = 'check_violation', constraint = 'validated_by_all';
    end if;
    return new;
end $$;

create trigger validated_by_all before update on diagnosis_diagnosis
    for each row execute function diagnosis_validated_by_all();
"""

WHAT_IS_VALIDATED_STAYS = """
create function diagnosis_what_is_validated_stays() returns trigger language plpgsql as $$
declare
    wanted bigint;
    row_state text;
begin
    if tg_op = 'INSERT' then
        wanted := new.diagnosis_id;
    else
        wanted := old.diagnosis_id;
    end if;
    -- held until the end of the transaction: nobody validates while somebody writes
    select state into row_state from diagnosis_diagnosis where id = wanted for share;
    if found and row_state in ('validated', 'superseded') then
        -- an association that is merged into another takes along that it spoke, not what it said
        if tg_op <> 'UPDATE' or tg_table_name <> 'diagnosis_comment'
            or (to_jsonb(new) - '{organisation_id,version}'::text[])
                is distinct from (to_jsonb(old) - '{organisation_id,version}'::text[]) then
            raise exception 'diagnosis % is validated', wanted
                using errcode = 'check_violation', constraint = 'what_is_validated_stays';
        end if;
    end if;
    if tg_op = 'DELETE' then
        return old;
    end if;
    return new;
end $$;

create trigger what_is_validated_stays before insert or update or delete on diagnosis_section
    for each row execute function diagnosis_what_is_validated_stays();
create trigger what_is_validated_stays before insert or update or delete on diagnosis_comment
    for each row execute function diagnosis_what_is_validated_stays();
create trigger what_is_validated_stays before insert or update or delete on diagnosis_priority
    for each row execute function diagnosis_what_is_validated_stays();
create trigger what_is_validated_stays before insert or update or delete on diagnosis_validation
    for each row execute function diagnosis_what_is_validated_stays();
"""

WHAT_IS_ADOPTED_STAYS = """
create function diagnosis_what_is_adopted_stays() returns trigger language plpgsql as $$
begin
    if old.state <> 'draft' and (new.state = 'draft' or
            (new.number, new.previous_id, new.identity, new.purpose, new.scope, new.means, new.limits,
                new.started_on, new.adopted_on, new.adopted_by)
            is distinct from (old.number, old.previous_id, old.identity, old.purpose, old.scope, old.means, old.limits,
                old.started_on, old.adopted_on, old.adopted_by)) then
        raise exception 'project % is adopted', old.id
            using errcode = 'check_violation', constraint = 'what_is_adopted_stays';
    end if;
    return new;
end $$;

create trigger what_is_adopted_stays before update on diagnosis_project
    for each row execute function diagnosis_what_is_adopted_stays();
"""

UNDONE = """
drop function diagnosis_what_is_adopted_stays() cascade;
drop trigger validated_by_all on diagnosis_diagnosis;
drop function diagnosis_validated_by_all();
drop trigger what_is_validated_stays on diagnosis_section;
drop trigger what_is_validated_stays on diagnosis_comment;
drop trigger what_is_validated_stays on diagnosis_priority;
drop trigger what_is_validated_stays on diagnosis_validation;
drop function diagnosis_what_is_validated_stays();
"""


class Migration(migrations.Migration):
    """Truths that no check constraint can hold: validated by all sides, and what was agreed or adopted changes no more."""

    dependencies = [("diagnosis", "0001_initial")]

    operations = [migrations.RunSQL(VALIDATED_BY_ALL + WHAT_IS_VALIDATED_STAYS + WHAT_IS_ADOPTED_STAYS, UNDONE)]
