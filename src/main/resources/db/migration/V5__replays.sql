-- Kept decisions judged again: what was asked, how far it is, what came out.
create table replay (
    id              uuid         primary key,
    tenant          varchar(100) not null,
    profile         varchar(200) not null,
    policy          varchar(200),
    policy_revision varchar(80),
    policy_text     text,
    since           timestamptz  not null,
    until           timestamptz  not null,
    sample          integer,
    status          varchar(20)  not null
        check (status in ('running', 'done', 'cancelled', 'failed', 'interrupted')),
    total           bigint,
    done            bigint       not null default 0,
    started_at      timestamptz  not null,
    ended_at        timestamptz,
    trouble         text,
    report          jsonb,
    -- By the database's clock, so that every process can tell a replay whose own process is gone.
    beat_at         timestamptz  not null default now()
);

create index replay_by_time on replay (tenant, started_at desc, id desc);
create unique index one_running_replay_a_tenant on replay (tenant) where status = 'running';
