-- Every file that a book in force was made from, by the digest of its bytes.
create table policy_file (
    revision varchar(80) primary key,
    text     text        not null
);

-- Every book that was in force, and which files it is made of: their ids and revisions.
create table policy_book (
    profile        varchar(200) not null,
    revision       varchar(80)  not null,
    files          jsonb        not null,
    first_in_force timestamptz  not null default now(),
    primary key (profile, revision)
);

create trigger policy_file_is_append_only before update or delete on policy_file
    for each row execute function refuse_change();
create trigger policy_book_is_append_only before update or delete on policy_book
    for each row execute function refuse_change();
