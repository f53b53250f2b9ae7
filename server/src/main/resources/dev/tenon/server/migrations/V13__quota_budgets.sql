-- What all nodes have taken of the budgets that are known beforehand. `owner_id` is a provider app's
-- or a connection's id. Nodes take calls by the chunk.
create table quota_ledgers (
  project_id integer not null references projects on delete cascade,
  owner_id uuid not null,
  quota text not null,
  since timestamptz not null,
  taken bigint not null,
  primary key (project_id, owner_id, quota)
) with (fillfactor = 50);
call tenon_guard('quota_ledgers');
