-- The role that every statement on a project's behalf runs as. It owns nothing, so row-level
-- security binds it: it sees the rows of the project named by the setting tenon.project alone.
do $$
begin
  if not exists (select from pg_roles where rolname = 'tenon_tenant') then
    create role tenon_tenant nologin;
  end if;
end $$;
grant tenon_tenant to current_user;
do $$ begin execute format('grant usage on schema %I to tenon_tenant', current_schema()); end $$;

create function tenon_project() returns integer language sql stable parallel safe
  return current_setting('tenon.project')::integer;

-- Names what every table with a project's rows has: the policy, and the tenant role's rights.
create procedure tenon_guard(relation text) language plpgsql as $$
begin
  execute format('alter table %I enable row level security', relation);
  execute format('create policy tenant on %I using (project_id = tenon_project())'
    || ' with check (project_id = tenon_project())', relation);
  execute format('grant select, insert, update, delete on %I to tenon_tenant', relation);
end $$;

create table scheduled_tasks (
  task_name text not null,
  task_instance text not null,
  task_data bytea,
  execution_time timestamptz not null,
  picked boolean not null,
  picked_by text,
  last_success timestamptz,
  last_failure timestamptz,
  consecutive_failures integer,
  last_heartbeat timestamptz,
  version bigint not null,
  priority smallint,
  wake_requested boolean not null default false,
  primary key (task_name, task_instance)
);
create index scheduled_tasks_due on scheduled_tasks (execution_time);
create index scheduled_tasks_priority on scheduled_tasks (priority desc, execution_time asc);
create index scheduled_tasks_heartbeat on scheduled_tasks (last_heartbeat) where picked;
grant select, insert, update, delete on scheduled_tasks to tenon_tenant;

create table projects (
  project_id integer generated always as identity primary key,
  id uuid not null unique,
  name text not null unique,
  app_name text not null,
  org_id text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
call tenon_guard('projects');

create table project_keys (
  project_id integer primary key references projects on delete cascade,
  sealed bytea not null
);
call tenon_guard('project_keys');

create table api_keys (
  project_id integer not null references projects on delete cascade,
  id text not null unique,
  hash bytea not null,
  label text not null,
  scopes text[] not null,
  active boolean not null,
  created_at timestamptz not null,
  primary key (project_id, id)
);
call tenon_guard('api_keys');

create table groups (
  project_id integer not null references projects on delete cascade,
  group_id bigint generated always as identity,
  group_ref text not null,
  group_name text not null,
  created_at timestamptz not null,
  primary key (project_id, group_id),
  unique (project_id, group_ref)
);
call tenon_guard('groups');

create table consumers (
  project_id integer not null,
  group_id bigint not null,
  consumer_id bigint generated always as identity,
  consumer_ref text not null,
  consumer_name text not null,
  created_at timestamptz not null,
  primary key (project_id, group_id, consumer_id),
  unique (project_id, group_id, consumer_ref),
  foreign key (project_id, group_id) references groups on delete cascade
);
call tenon_guard('consumers');

create table audit (
  project_id integer not null references projects on delete cascade,
  entry bigint generated always as identity,
  at timestamptz not null,
  actor text not null,
  action text not null,
  subject text not null,
  details jsonb not null,
  primary key (project_id, entry)
);
call tenon_guard('audit');
