from django.db import migrations

SHARES_MAKE_THE_TOTAL = """
create function contracting_shares_make_the_total() returns trigger language plpgsql as $$
declare
    wanted bigint;
    row_total numeric;
    row_shares numeric;
begin
    if tg_table_name = 'contracting_agreement' then
        wanted := new.id;
    elsif tg_op = 'DELETE' then
        wanted := old.agreement_id;
    else
        wanted := new.agreement_id;
    end if;
    select total into row_total from contracting_agreement where id = wanted;
    if not found then
        return null;
    end if;
    select coalesce(sum(amount), 0) into row_shares from contracting_share where agreement_id = wanted;
    if row_shares <> row_total then
        raise exception 'the shares of agreement % make %, not its total %', wanted, row_shares, row_total
            using errcode = 'check_violation', constraint = 'shares_make_the_total';
    end if;
    if not exists (
        select 1 from contracting_share share join contracting_agreement agreement on agreement.id = share.agreement_id
        where agreement.id = wanted and share.funder_id = agreement.odd_cent_to_id
    ) then
        raise exception 'the odd cent of agreement % goes to none of its funders', wanted
            using errcode = 'check_violation', constraint = 'odd_cent_to_a_funder';
    end if;
    return null;
end $$;

create constraint trigger shares_make_the_total
    after insert or update or delete on contracting_share
    deferrable initially deferred for each row execute function contracting_shares_make_the_total();

create constraint trigger agreement_makes_the_total
    after insert or update of total, odd_cent_to_id on contracting_agreement
    deferrable initially deferred for each row execute function contracting_shares_make_the_total();
"""

WHAT_IS_SIGNED_STAYS = """
create function contracting_what_is_signed_stays() returns trigger language plpgsql as $$
declare
    wanted bigint;
    row_state text;
begin
    if tg_table_name = 'contracting_agreement' then
        if old.state <> 'draft' and (new.total, new.vat, new.odd_cent_to_id, new.support_id, new.purpose, new.conditions,
                new.starts_on, new.ends_on, new.with_consultant)
            is distinct from (old.total, old.vat, old.odd_cent_to_id, old.support_id, old.purpose, old.conditions,
                old.starts_on, old.ends_on, old.with_consultant) then
            raise exception 'agreement % is signed', old.id
                using errcode = 'check_violation', constraint = 'what_is_signed_stays';
        end if;
        return new;
    end if;
    if tg_op = 'INSERT' then
        wanted := new.agreement_id;
    else
        wanted := old.agreement_id;
    end if;
    select state into row_state from contracting_agreement where id = wanted;
    if found and row_state <> 'draft' then
        raise exception 'agreement % is signed', wanted
            using errcode = 'check_violation', constraint = 'what_is_signed_stays';
    end if;
    if tg_op = 'DELETE' then
        return old;
    end if;
    return new;
end $$;

create trigger what_is_signed_stays before insert or update or delete on contracting_share
    for each row execute function contracting_what_is_signed_stays();

create trigger what_is_signed_stays before update on contracting_agreement
    for each row execute function contracting_what_is_signed_stays();
"""

WEIGHTS_MAKE_A_HUNDRED = """
create function contracting_weights_make_a_hundred() returns trigger language plpgsql as $$
declare
    wanted bigint;
    row_weights bigint;
begin
    if tg_table_name = 'contracting_terms' then
        wanted := new.id;
    elsif tg_op = 'DELETE' then
        wanted := old.terms_id;
    else
        wanted := new.terms_id;
    end if;
    if not exists (select 1 from contracting_terms where id = wanted and state <> 'draft') then
        return null;
    end if;
    select coalesce(sum(weight), 0) into row_weights from contracting_criterion where terms_id = wanted;
    if row_weights <> 100 then
        raise exception 'the criteria of terms % weigh %, not 100', wanted, row_weights
            using errcode = 'check_violation', constraint = 'weights_make_a_hundred';
    end if;
    return null;
end $$;

create constraint trigger weights_make_a_hundred
    after insert or update or delete on contracting_criterion
    deferrable initially deferred for each row execute function contracting_weights_make_a_hundred();

create constraint trigger approved_weights_make_a_hundred
    after insert or update of state on contracting_terms
    deferrable initially deferred for each row execute function contracting_weights_make_a_hundred();
"""

UNDO = """
drop function contracting_shares_make_the_total() cascade;
drop function contracting_what_is_signed_stays() cascade;
drop function contracting_weights_make_a_hundred() cascade;
"""


class Migration(migrations.Migration):
    """Truths over several rows, kept by the database: sums are judged at the end of each transaction."""

    dependencies = [("contracting", "0001_initial")]
    operations = [
        migrations.RunSQL(SHARES_MAKE_THE_TOTAL + WHAT_IS_SIGNED_STAYS + WEIGHTS_MAKE_A_HUNDRED, UNDO),
    ]
