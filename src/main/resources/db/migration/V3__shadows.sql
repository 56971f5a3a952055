-- What policies in shadow would have made of a decision; null where none was asked.
alter table decision add column shadows jsonb;

create index decision_in_shadow on decision (tenant, profile, decided_at) where shadows is not null;
