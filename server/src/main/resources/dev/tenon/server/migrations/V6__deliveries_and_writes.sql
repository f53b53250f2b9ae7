create table destinations (
  project_id integer not null references projects on delete cascade,
  id uuid not null,
  name text not null,
  type text not null,
  metadata jsonb not null,
  secrets bytea not null,
  status text not null,
  failing_since timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (project_id, id),
  unique (project_id, name)
);
call tenon_guard('destinations');

-- How far each dataset has been delivered to its destination. One message is under way at a time, so
-- that deliveries keep the order of the feed; it keeps its id and its bytes over all its attempts.
create table feeds (
  project_id integer not null,
  group_id bigint not null,
  dataset_id bigint not null,
  destination_id uuid not null,
  delivered_seq bigint not null,
  message_id uuid,
  message_to_seq bigint,
  message_records integer,
  message_operation_id uuid,
  message bytea,
  attempts integer not null default 0,
  next_attempt_at timestamptz,
  last_problem text,
  last_delivered_at timestamptz,
  primary key (project_id, group_id, dataset_id, destination_id),
  foreign key (project_id, group_id, dataset_id) references datasets on delete cascade
);
call tenon_guard('feeds');

create table deliveries (
  project_id integer not null,
  group_id bigint not null,
  dataset_id bigint not null,
  destination_id uuid not null,
  message_id uuid not null,
  attempt integer not null,
  from_seq bigint not null,
  to_seq bigint not null,
  records integer not null,
  bytes integer not null,
  status integer not null,
  problem text,
  duration_ms integer not null,
  created_at timestamptz not null,
  primary key (project_id, group_id, dataset_id, created_at, message_id, attempt)
) partition by range (created_at);
call tenon_guard('deliveries');

create table dead_letters (
  project_id integer not null,
  group_id bigint not null,
  dataset_id bigint not null,
  destination_id uuid not null,
  message_id uuid not null,
  from_seq bigint not null,
  to_seq bigint not null,
  problem text not null,
  created_at timestamptz not null,
  primary key (project_id, group_id, message_id)
);
call tenon_guard('dead_letters');

create table idempotency (
  project_id integer not null,
  group_id bigint not null,
  key text not null,
  body_hash bytea not null,
  status integer,
  reply bytea,
  created_at timestamptz not null,
  primary key (project_id, group_id, key)
);
create index idempotency_by_age on idempotency (created_at);
call tenon_guard('idempotency');

create table writes (
  project_id integer not null,
  group_id bigint not null,
  id bigint generated always as identity,
  operation_id uuid not null,
  position integer not null,
  installation_id uuid not null,
  object_name text not null,
  kind text not null,
  key_field text,
  record_id text,
  fields jsonb not null,
  headers jsonb not null,
  all_or_none boolean not null,
  state text not null,
  result_id text,
  created boolean,
  problems jsonb,
  attempts integer not null default 0,
  due_at timestamptz not null,
  deadline timestamptz not null,
  accepted_at timestamptz not null,
  ended_at timestamptz,
  primary key (project_id, group_id, id)
);
create index writes_open on writes (project_id, group_id, installation_id, object_name, id)
  where state in ('queued', 'sending', 'unknown');
create index writes_by_operation on writes (project_id, group_id, operation_id, position);
call tenon_guard('writes');
