-- Wakes that are put down without waiting for anybody, and carried to the job's row afterwards. Many
-- may wake one job at once, and each would hold its row until its transaction ends.
create table posted_wakes (
  id bigint generated always as identity primary key,
  task_name text not null,
  task_instance text not null,
  wake_at timestamptz not null,
  priority smallint not null
);
create index posted_wakes_of_job on posted_wakes (task_name, task_instance);
grant insert on posted_wakes to tenon_tenant;
