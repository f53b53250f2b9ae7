-- Units of work a person may ask about, and what happened in them. Partitioned by day and dropped by
-- retention; `created_at` is the moment in the id, so that a look-up by id knows its partition.
create table operations (
  project_id integer not null,
  group_id bigint not null,
  id uuid not null,
  number bigint generated always as identity,
  installation_id uuid not null,
  integration_id uuid not null,
  action text not null,
  object_name text not null,
  read_type text not null,
  status text not null,
  result text not null,
  metadata jsonb not null,
  created_at timestamptz not null,
  ended_at timestamptz,
  primary key (project_id, group_id, created_at, id)
) partition by range (created_at);
create index operations_by_installation on operations (project_id, installation_id, created_at desc);
call tenon_guard('operations');

create table operation_logs (
  project_id integer not null,
  group_id bigint not null,
  operation_id uuid not null,
  entry bigint generated always as identity,
  severity text not null,
  message text not null,
  details jsonb not null,
  created_at timestamptz not null,
  primary key (project_id, group_id, operation_id, created_at, entry)
) partition by range (created_at);
call tenon_guard('operation_logs');

create table provider_calls (
  project_id integer not null,
  group_id bigint not null,
  connection_id uuid not null,
  entry bigint generated always as identity,
  operation_id uuid,
  method text not null,
  path text not null,
  status integer not null,
  duration_ms integer not null,
  request_bytes bigint not null,
  reply_bytes bigint not null,
  created_at timestamptz not null,
  primary key (project_id, group_id, connection_id, created_at, entry)
) partition by range (created_at);
call tenon_guard('provider_calls');

create table quota_readings (
  project_id integer not null,
  group_id bigint not null,
  connection_id uuid not null,
  quota text not null,
  used bigint not null,
  allowed bigint not null,
  read_at timestamptz not null,
  primary key (project_id, group_id, connection_id, quota)
);
call tenon_guard('quota_readings');
