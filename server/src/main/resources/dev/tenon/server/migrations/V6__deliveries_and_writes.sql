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

-- What was answered to a request with an `Idempotency-Key`. `reply` is empty as long as the write it
-- asked for is under way; `operation_id` is there once the request's transaction has committed.
create table idempotency (
  project_id integer not null,
  group_id bigint not null,
  key text not null,
  body_hash bytea not null,
  operation_id uuid,
  status integer,
  reply bytea,
  created_at timestamptz not null,
  primary key (project_id, group_id, key)
);
create index idempotency_by_age on idempotency (created_at);
call tenon_guard('idempotency');

-- The write queue, one row per record. A row is open until `ended_at` is set. `order_key` names the
-- record that is written, as far as it is known: of two open rows with one key the later waits.
-- `together` is the most records it may share a call with; it is halved when a call is refused as a
-- whole, until the record at fault stands alone.
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
  order_key text,
  fields jsonb not null,
  headers jsonb not null,
  all_or_none boolean not null,
  together integer not null,
  state text not null,
  result_id text,
  created boolean,
  problems jsonb not null,
  warnings jsonb not null,
  attempts integer not null default 0,
  doubtful boolean not null default false,
  due_at timestamptz not null,
  deadline timestamptz not null,
  accepted_at timestamptz not null,
  ended_at timestamptz,
  primary key (project_id, group_id, id)
);
create index writes_open on writes (project_id, group_id, installation_id, object_name, id)
  where ended_at is null;
create index writes_in_order on writes
  (project_id, group_id, installation_id, object_name, order_key, id)
  where ended_at is null and order_key is not null;
create index writes_by_operation on writes (project_id, group_id, operation_id, position);
create index writes_by_age on writes (accepted_at) where ended_at is not null;
call tenon_guard('writes');
