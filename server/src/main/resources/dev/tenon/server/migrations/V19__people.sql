-- People who sign in to the console. They belong to this server, not to a project: no tenant's
-- statement sees them.
create table people (
  id uuid primary key,
  email text not null unique,
  name text not null,
  password text,
  role text not null check (role in ('admin', 'member')),
  role_from_provider boolean not null default false,
  may_decide boolean not null,
  active boolean not null,
  session integer not null default 1,
  link_hash bytea unique,
  link_expires_at timestamptz,
  issuer text,
  subject text,
  created_at timestamptz not null,
  signed_in_at timestamptz,
  check ((link_hash is null) = (link_expires_at is null)),
  check ((issuer is null) = (subject is null)),
  unique (issuer, subject)
);

-- The projects of members.
create table memberships (
  project_id integer not null references projects on delete cascade,
  person_id uuid not null references people on delete cascade,
  primary key (project_id, person_id)
);
create index memberships_person on memberships (person_id);
call tenon_guard('memberships');

-- Who did what on this server, beside what the audit of each project has.
create table server_audit (
  entry bigint generated always as identity primary key,
  at timestamptz not null,
  actor text not null,
  action text not null,
  subject text not null,
  details jsonb not null
);
create index server_audit_at on server_audit (at);

-- Sign-ins with an identity provider that have come back, so that none comes back twice.
create table returned_sign_ins (
  state_hash bytea primary key,
  at timestamptz not null
);
create index returned_sign_ins_at on returned_sign_ins (at);
