create table integrations (
  project_id integer not null references projects on delete cascade,
  id uuid not null,
  name text not null,
  provider text not null,
  revision integer not null,
  retired boolean not null default false,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (project_id, id),
  unique (project_id, name)
);
call tenon_guard('integrations');

create table revisions (
  project_id integer not null,
  integration_id uuid not null,
  number integer not null,
  id uuid not null,
  spec_version text not null,
  content jsonb not null,
  created_by text not null,
  created_at timestamptz not null,
  primary key (project_id, integration_id, number),
  unique (project_id, id),
  foreign key (project_id, integration_id) references integrations on delete cascade
);
call tenon_guard('revisions');

create table schemas (
  project_id integer not null,
  group_id bigint not null,
  connection_id uuid not null,
  object_name text not null,
  described jsonb not null,
  described_at timestamptz not null,
  primary key (project_id, group_id, connection_id, object_name)
);
call tenon_guard('schemas');

create table installations (
  project_id integer not null,
  group_id bigint not null,
  id uuid not null,
  integration_id uuid not null,
  connection_id uuid not null,
  config_id uuid not null,
  config jsonb not null,
  created_by text not null,
  paused boolean not null default false,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (project_id, group_id, id),
  unique (project_id, group_id, integration_id),
  foreign key (project_id, group_id) references groups on delete cascade,
  foreign key (project_id, integration_id) references integrations on delete cascade
);
create unique index installations_by_id on installations (project_id, id);
create index installations_by_integration on installations (project_id, integration_id);
call tenon_guard('installations');
