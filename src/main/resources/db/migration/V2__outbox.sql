-- Decisions that are still to be announced.
create table outbox (
    seq    bigint generated always as identity primary key,
    tenant varchar(100) not null,
    id     varchar(200) not null,
    foreign key (tenant, id) references decision (tenant, id)
);
