create table provider_apps (
  project_id integer not null references projects on delete cascade,
  id uuid not null,
  provider text not null,
  client_id text not null,
  client_secret bytea not null,
  scopes text[] not null,
  external_ref text not null,
  metadata jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (project_id, id)
);
create unique index provider_apps_one_each on provider_apps (project_id, provider, external_ref);
call tenon_guard('provider_apps');

-- The credential is sealed. `credential_version` fences refreshes: a holder that comes late finds
-- another version and stores nothing. The lease lets one node refresh at a time.
create table connections (
  project_id integer not null,
  group_id bigint not null,
  id uuid not null,
  consumer_id bigint,
  provider text not null,
  provider_app_id uuid,
  workspace_ref text not null,
  account_ref text not null,
  auth_scheme text not null,
  status text not null,
  status_reason text not null,
  metadata jsonb not null,
  credential bytea not null,
  credential_version bigint not null,
  expires_at timestamptz,
  refresh_lease_until timestamptz,
  refresh_lease_holder text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (project_id, group_id, id),
  foreign key (project_id, group_id) references groups on delete cascade
);
create unique index connections_by_id on connections (project_id, id);
call tenon_guard('connections');

create table sign_ins (
  project_id integer not null references projects on delete cascade,
  state_hash bytea not null,
  browser_hash bytea,
  provider_app_id uuid not null,
  request jsonb not null,
  verifier bytea not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (project_id, state_hash)
);
create unique index sign_ins_by_state on sign_ins (state_hash);
call tenon_guard('sign_ins');
