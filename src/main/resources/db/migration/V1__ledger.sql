-- Decisions are only ever added.
create table decision (
    tenant      varchar(100)  not null,
    id          varchar(200)  not null,
    outcome     varchar(10)   not null check (outcome in ('allow', 'review', 'block')),
    hazards     varchar(10)[] not null,
    policies    varchar(200)[] not null,
    rationale   text          not null,
    findings    jsonb         not null,
    assessments jsonb         not null,
    degraded    boolean       not null,
    direction   varchar(10)   not null,
    profile     varchar(200)  not null,
    revision    varchar(80)   not null,
    digest      varchar(80)   not null,
    context     jsonb,
    subject     text,
    decided_at  timestamptz   not null,
    primary key (tenant, id)
);

create index decision_by_time    on decision (tenant, decided_at desc, id desc);
create index decision_by_outcome on decision (tenant, outcome, decided_at desc, id desc);
create index decision_by_subject on decision (tenant, subject, decided_at desc, id desc) where subject is not null;
create index decision_by_hazard  on decision using gin (hazards);
create index decision_by_policy  on decision using gin (policies);

-- The content stands apart, so that it can be purged while the decision stays.
create table decision_content (
    tenant  varchar(100) not null,
    id      varchar(200) not null,
    content text         not null,
    primary key (tenant, id),
    foreign key (tenant, id) references decision (tenant, id)
);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% of % is refused: decisions are only ever added', tg_op, tg_table_name
        using errcode = 'restrict_violation';
end $$;

create trigger decision_is_append_only before update or delete on decision
    for each row execute function refuse_change();
create trigger decision_is_not_truncated before truncate on decision
    for each statement execute function refuse_change();
create trigger content_is_not_changed before update on decision_content
    for each row execute function refuse_change();
