-- Jobs at providers that write many records. A job that has not begun has written nothing; from the
-- moment before it begins, only the provider knows what it has written.
create table write_jobs (
  project_id integer not null,
  group_id bigint not null,
  id bigint generated always as identity,
  installation_id uuid not null,
  object_name text not null,
  kind text not null,
  key_field text,
  acting_connection uuid,
  -- As the connector calls it; null until the provider has made it.
  value text,
  begun_at timestamptz,
  stopped boolean not null default false,
  look_at timestamptz not null,
  give_up_at timestamptz not null,
  primary key (project_id, group_id, id)
);
create index write_jobs_of_queue on write_jobs
  (project_id, group_id, installation_id, object_name, id);
call tenon_guard('write_jobs');

alter table writes add column job_id bigint;
create index writes_of_job on writes (project_id, group_id, job_id, id) where job_id is not null;
