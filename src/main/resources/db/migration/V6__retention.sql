-- Who waits for a lock makes all others wait: rather fail, and be tried again.
set local lock_timeout = '10s';

-- A profile may keep no digest either.
alter table decision alter column digest drop not null;

-- What was purged, and the proof of it: see deploy/UPGRADES.md.
create table purge (
    seq       bigint       generated always as identity primary key,
    tenant    varchar(100) not null,
    what      varchar(10)  not null check (what in ('content', 'decisions')),
    since     timestamptz  not null,
    until     timestamptz  not null,
    count     bigint       not null check (count > 0),
    digest    varchar(80)  not null,
    purged_at timestamptz  not null default now()
);

create index purge_by_time on purge (tenant, purged_at desc, seq desc);

create trigger purge_is_append_only before update or delete on purge
    for each row execute function refuse_change();
create trigger purge_is_not_truncated before truncate on purge
    for each statement execute function refuse_change();

-- Up to where a tenant's decisions were gone through. It saves reading them again, and proves nothing.
create table purge_progress (
    tenant varchar(100) not null,
    what   varchar(10)  not null,
    until  timestamptz  not null,
    primary key (tenant, what)
);

-- The key by which a decision is looked for here when it is purged.
create index outbox_by_decision on outbox (tenant, id);

-- SHA-256 over a decision. Its columns are named one by one, so that it stays the same when the table grows.
create function fingerprint(d decision) returns bytea language sql stable as $$
    select sha256(convert_to(jsonb_build_array(d.tenant, d.id, d.outcome, d.hazards, d.policies, d.rationale, d.findings,
        d.assessments, d.shadows, d.degraded, d.direction, d.profile, d.revision, d.digest, d.context, d.subject,
        to_char(d.decided_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))::text, 'UTF8'))
$$;

create function fingerprint(c decision_content) returns bytea language sql stable as $$
    select sha256(convert_to(jsonb_build_array(c.tenant, c.id, c.content)::text, 'UTF8'))
$$;

-- How many decisions a tenant has of a span, and SHA-256 over their fingerprints, oldest first.
create function proof_of_decisions(whose varchar, begins timestamptz, ends timestamptz,
    out count bigint, out digest varchar) language sql stable as $$
    select count(*), 'sha256:' || encode(sha256(string_agg(fingerprint(d), ''::bytea
        order by d.decided_at, d.id collate "C")), 'hex')
    from decision d where d.tenant = whose and d.decided_at >= begins and d.decided_at < ends
$$;

-- The same of the content that is kept beside the decisions of the span.
create function proof_of_content(whose varchar, begins timestamptz, ends timestamptz,
    out count bigint, out digest varchar) language sql stable as $$
    select count(*), 'sha256:' || encode(sha256(string_agg(fingerprint(c), ''::bytea
        order by d.decided_at, d.id collate "C")), 'hex')
    from decision d join decision_content c using (tenant, id)
    where d.tenant = whose and d.decided_at >= begins and d.decided_at < ends
$$;

-- The one way to purge: the proof first, then what it is of. Returns how many rows went.
create function purge_content(whose varchar, begins timestamptz, ends timestamptz) returns bigint
language plpgsql as $$
declare
    proof purge;
    gone bigint;
begin
    insert into purge (tenant, what, since, until, count, digest)
        select whose, 'content', begins, ends, p.count, p.digest from proof_of_content(whose, begins, ends) as p
        where p.count > 0 returning * into proof;
    if proof.seq is null then
        return 0;
    end if;
    perform set_config('moderato.purge', proof.seq::text, true);
    delete from decision_content c using decision d where d.tenant = whose and d.decided_at >= begins
        and d.decided_at < ends and c.tenant = d.tenant and c.id = d.id;
    get diagnostics gone = row_count;
    perform set_config('moderato.purge', '', true);
    if gone <> proof.count then
        raise exception 'content came into the span while it was purged' using errcode = 'serialization_failure';
    end if;
    return gone;
end $$;

-- The same for decisions, and for what is left of their content.
create function purge_decisions(whose varchar, begins timestamptz, ends timestamptz) returns bigint
language plpgsql as $$
declare
    proof purge;
    gone bigint;
begin
    perform purge_content(whose, begins, ends);
    insert into purge (tenant, what, since, until, count, digest)
        select whose, 'decisions', begins, ends, p.count, p.digest from proof_of_decisions(whose, begins, ends) as p
        where p.count > 0 returning * into proof;
    if proof.seq is null then
        return 0;
    end if;
    perform set_config('moderato.purge', proof.seq::text, true);
    delete from decision d where d.tenant = whose and d.decided_at >= begins and d.decided_at < ends;
    get diagnostics gone = row_count;
    perform set_config('moderato.purge', '', true);
    if gone <> proof.count then
        raise exception 'decisions came into the span while it was purged' using errcode = 'serialization_failure';
    end if;
    return gone;
end $$;

-- Nothing is deleted without a proof that was made in the same transaction, for this tenant and this table.
create function refuse_unproven() returns trigger language plpgsql as $$
begin
    if exists (select from purge p where p.seq = nullif(current_setting('moderato.purge', true), '')::bigint
        and p.purged_at = now() and p.tenant = old.tenant and p.what = tg_argv[0]) then
        return old;
    end if;
    raise exception '% of % is refused: decisions are only ever added', tg_op, tg_table_name
        using errcode = 'restrict_violation', hint = 'purge_content() and purge_decisions() leave a proof';
end $$;

drop trigger decision_is_append_only on decision;
create trigger decision_is_not_changed before update on decision
    for each row execute function refuse_change();
create trigger decision_is_not_deleted before delete on decision
    for each row execute function refuse_unproven('decisions');
create trigger content_is_not_deleted before delete on decision_content
    for each row execute function refuse_unproven('content');
create trigger content_is_not_truncated before truncate on decision_content
    for each statement execute function refuse_change();
