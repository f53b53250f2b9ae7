-- Notifications: a type leads to topics, a topic to destinations.
create table topics (
  project_id integer not null references projects on delete cascade,
  id uuid not null,
  name text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (project_id, id),
  unique (project_id, name)
);
call tenon_guard('topics');

create table topic_events (
  project_id integer not null,
  id uuid not null,
  event_type text not null,
  topic_id uuid not null,
  created_at timestamptz not null,
  primary key (project_id, id),
  unique (project_id, event_type, topic_id),
  foreign key (project_id, topic_id) references topics on delete cascade
);
call tenon_guard('topic_events');

create table topic_destinations (
  project_id integer not null,
  id uuid not null,
  topic_id uuid not null,
  destination_id uuid not null,
  created_at timestamptz not null,
  primary key (project_id, id),
  unique (project_id, topic_id, destination_id),
  foreign key (project_id, topic_id) references topics on delete cascade,
  foreign key (project_id, destination_id) references destinations on delete cascade
);
call tenon_guard('topic_destinations');

-- Messages that are not of a record feed. Each keeps its id and its bytes over all its attempts.
-- `group_id` is 0 where a message is about the project itself.
create table messages (
  project_id integer not null references projects on delete cascade,
  group_id bigint not null,
  id uuid not null,
  destination_id uuid not null,
  subject text not null,
  body bytea not null,
  status text not null,
  attempts integer not null default 0,
  due_at timestamptz not null,
  last_status integer,
  last_problem text,
  created_at timestamptz not null,
  ended_at timestamptz,
  primary key (project_id, group_id, id)
);
create index messages_waiting on messages (project_id, destination_id, due_at, id)
  where status = 'waiting';
create index messages_by_age on messages (created_at);
call tenon_guard('messages');

-- What changed in the objects of a connection, one row per change. Rows of one `drift_id` were found
-- together, in one description of one object.
create table schema_changes (
  project_id integer not null,
  group_id bigint not null,
  connection_id uuid not null,
  id uuid not null,
  drift_id uuid not null,
  provider text not null,
  object_name text not null,
  kind text not null,
  field_name text not null,
  details jsonb not null,
  created_at timestamptz not null,
  primary key (project_id, group_id, connection_id, created_at, id)
) partition by range (created_at);
create index schema_changes_newest on schema_changes (project_id, id desc);
call tenon_guard('schema_changes');

-- When an object was found to be gone; its last description is kept to be compared with should it
-- come back.
alter table schemas add column vanished_at timestamptz;

-- Which objects a connection had when they were last listed.
create table connection_objects (
  project_id integer not null,
  group_id bigint not null,
  connection_id uuid not null,
  objects jsonb not null,
  listed_at timestamptz not null,
  primary key (project_id, group_id, connection_id),
  foreign key (project_id, group_id) references groups on delete cascade
);
call tenon_guard('connection_objects');

-- Whether the caller did not wait for the outcome, and is notified of it.
alter table writes add column asynchronous boolean not null default false;

-- Installations that there are already are watched from now on, spread over the first day.
insert into scheduled_tasks
  (task_name, task_instance, execution_time, picked, version, priority)
select 'watch-schema', project_id || '/' || id, now() + random() * interval '1 day', false, 1, 30
from installations on conflict do nothing;
