-- Data keys can be rotated. `sealed` holds a key set: one key seals, older ones only open. `version`
-- grows with each change of the set; whoever seals holds the row in share mode until its transaction
-- ends, so that a set that has changed is known to have no sealer that still uses the one before.
-- `sealed_under` names the key-encrypting key; rows older than this migration do not say.
alter table project_keys
  add column version integer not null default 1,
  add column keys integer not null default 1,
  add column sealed_under text not null default '',
  add column sealed_at timestamptz not null default now();

-- What belongs to no project, such as a browser's session, is sealed under a key of the server's.
-- `rewrap_asked_at`: all data keys are to be sealed anew under the current key-encrypting key.
create table server_key (
  only_one boolean primary key default true check (only_one),
  sealed bytea not null,
  version integer not null,
  keys integer not null,
  sealed_under text not null,
  sealed_at timestamptz not null,
  retire_after timestamptz,
  rewrap_asked_at timestamptz
);

-- How far the sealing of everything under a project's new key has come. `column_name` and `after_id`
-- say where to go on.
create table key_rotations (
  project_id integer primary key references projects on delete cascade,
  state text not null,
  key_id integer,
  column_name text not null,
  after_id text not null,
  resealed bigint not null,
  unopened bigint not null,
  started_at timestamptz not null,
  retire_after timestamptz not null,
  ended_at timestamptz
);
call tenon_guard('key_rotations');
