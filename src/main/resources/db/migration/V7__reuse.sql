-- Who waits for a lock makes all others wait: rather fail, and be tried again.
set local lock_timeout = '10s';

-- A decision may repeat the verdict of another on the same content, if the same guards were there to ask.
alter table decision add column reused_from varchar(200);
alter table decision add column guard_set varchar(80);

create index if not exists decision_by_digest on decision (tenant, digest, decided_at desc)
    where digest is not null and reused_from is null and not degraded;
