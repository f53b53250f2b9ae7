-- One dataset is the records of one object in one installation. Its row hands out sequence numbers
-- and is locked by whoever changes its records, so that sequence order is commit order.
create table datasets (
  project_id integer not null,
  group_id bigint not null,
  dataset_id bigint generated always as identity,
  installation_id uuid not null,
  object_name text not null,
  seq bigint not null default 0,
  live bigint not null default 0,
  slots jsonb not null default '{}',
  created_at timestamptz not null,
  primary key (project_id, group_id, dataset_id),
  unique (project_id, group_id, installation_id, object_name)
);
call tenon_guard('datasets');

-- `fields` holds the selected fields under the provider's names. `origin` is the number of the
-- operation that last changed the record. Index slots: see the ADR on index slots.
create table records (
  project_id integer not null,
  group_id bigint not null,
  dataset_id bigint not null,
  record_id text collate "C" not null,
  seq bigint not null,
  fields jsonb not null,
  raw jsonb,
  fingerprint uuid not null,
  provider_modified_at timestamptz,
  first_seen_at timestamptz not null,
  changed_at timestamptz not null,
  deleted_at timestamptz,
  created_seq bigint not null,
  origin bigint not null,
  t1 text collate "C", t2 text collate "C", t3 text collate "C", t4 text collate "C",
  t5 text collate "C", t6 text collate "C", t7 text collate "C", t8 text collate "C",
  n1 numeric, n2 numeric, n3 numeric, n4 numeric, n5 numeric, n6 numeric,
  d1 timestamptz, d2 timestamptz, d3 timestamptz, d4 timestamptz,
  primary key (project_id, group_id, dataset_id, record_id)
) partition by list (project_id);
create index records_by_time on records
  (group_id, dataset_id, provider_modified_at desc nulls last, record_id desc);
create index records_by_seq on records (group_id, dataset_id, seq);
do $$
declare slot text;
begin
  foreach slot in array array['t1','t2','t3','t4','t5','t6','t7','t8',
                              'n1','n2','n3','n4','n5','n6','d1','d2','d3','d4'] loop
    execute format('create index records_slot_%s on records (group_id, dataset_id, %s, '
      || 'provider_modified_at desc nulls last, record_id desc) where %s is not null',
      slot, slot, slot);
  end loop;
end $$;
call tenon_guard('records');

-- Where the reading of a dataset stands. Stored in the transaction of the page it came with.
create table reads (
  project_id integer not null,
  group_id bigint not null,
  dataset_id bigint not null,
  kind text not null,
  cursor text,
  checkpoint text,
  selection uuid,
  operation_id uuid,
  records_read bigint not null default 0,
  records_expected bigint not null default -1,
  failures integer not null default 0,
  problem jsonb,
  wanted jsonb,
  started_at timestamptz,
  last_success_at timestamptz,
  paused boolean not null default false,
  primary key (project_id, group_id, dataset_id),
  foreign key (project_id, group_id, dataset_id) references datasets on delete cascade
);
call tenon_guard('reads');
