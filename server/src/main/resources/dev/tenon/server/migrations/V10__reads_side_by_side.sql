-- A dataset is read along several tracks side by side: changes, backfill, what was asked for, sweeps.
-- The dataset's own row says how it stands at a glance: the track whose run people would watch, and
-- the track in most trouble.
update reads set kind = 'idle', records_read = 0, records_expected = -1, failures = 0,
  started_at = null;
alter table reads
  drop column cursor, drop column selection, drop column operation_id, drop column wanted,
  drop column problem,
  add column problem text not null default '',
  alter column kind set default 'idle',
  add column holding jsonb,
  add column fresh_at timestamptz;

create table read_tracks (
  project_id integer not null,
  group_id bigint not null,
  dataset_id bigint not null,
  track text not null,
  errand jsonb,
  operation_id uuid,
  started_at timestamptz,
  as_of bigint not null default -1,
  cursor text,
  job text,
  records_read bigint not null default 0,
  pages_read bigint not null default 0,
  records_expected bigint not null default -1,
  failures integer not null default 0,
  problem text not null default '',
  primary key (project_id, group_id, dataset_id, track),
  foreign key (project_id, group_id, dataset_id) references datasets on delete cascade
);
call tenon_guard('read_tracks');

-- Reads that somebody asked for and that have not begun. Those that want the same share one run.
create table read_asks (
  project_id integer not null,
  group_id bigint not null,
  dataset_id bigint not null,
  operation_id uuid not null,
  errand jsonb not null,
  asked_at timestamptz not null,
  run_id uuid,
  primary key (project_id, group_id, dataset_id, operation_id),
  foreign key (project_id, group_id, dataset_id) references datasets on delete cascade
);
call tenon_guard('read_asks');

-- The ids that a sweep under way has seen, a page a row.
create table sweep_pages (
  project_id integer not null,
  group_id bigint not null,
  dataset_id bigint not null,
  page bigint not null,
  ids text[] not null,
  primary key (project_id, group_id, dataset_id, page),
  foreign key (project_id, group_id, dataset_id) references datasets on delete cascade
);
call tenon_guard('sweep_pages');

-- Records that complete sweeps have missed, and that no look-up has said to be gone.
create table missed_records (
  project_id integer not null,
  group_id bigint not null,
  dataset_id bigint not null,
  record_id text collate "C" not null,
  sweeps integer not null,
  missed_at timestamptz not null,
  primary key (project_id, group_id, dataset_id, record_id),
  foreign key (project_id, group_id, dataset_id) references datasets on delete cascade
);
call tenon_guard('missed_records');

-- Deletions that wait for a person, because they are too many to be believed.
create table held_deletions (
  project_id integer not null,
  group_id bigint not null,
  dataset_id bigint not null,
  id uuid not null,
  operation_id uuid not null,
  records bigint not null,
  of_records bigint not null,
  as_of bigint not null,
  status text not null,
  decided_by text not null default '',
  created_at timestamptz not null,
  decided_at timestamptz,
  primary key (project_id, group_id, dataset_id, id),
  foreign key (project_id, group_id, dataset_id) references datasets on delete cascade
);
call tenon_guard('held_deletions');
create table held_deletion_pages (
  project_id integer not null,
  group_id bigint not null,
  dataset_id bigint not null,
  id uuid not null,
  page integer not null,
  ids text[] not null,
  primary key (project_id, group_id, dataset_id, id, page),
  foreign key (project_id, group_id, dataset_id, id) references held_deletions on delete cascade
);
call tenon_guard('held_deletion_pages');

-- Records that could not be stored; the rest of their page was.
create table set_aside (
  project_id integer not null,
  group_id bigint not null,
  dataset_id bigint not null,
  record_id text collate "C" not null,
  reason text not null,
  operation_id uuid not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  times integer not null,
  primary key (project_id, group_id, dataset_id, record_id),
  foreign key (project_id, group_id, dataset_id) references datasets on delete cascade
);
call tenon_guard('set_aside');
