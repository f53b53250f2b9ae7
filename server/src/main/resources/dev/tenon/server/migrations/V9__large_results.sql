-- A record too large for a message waits here for its receiver, who gets a link to it.
create table large_results (
  project_id integer not null,
  group_id bigint not null,
  id uuid not null,
  result bytea not null,
  created_at timestamptz not null,
  primary key (project_id, group_id, id)
);
create index large_results_by_age on large_results (created_at);
call tenon_guard('large_results');
alter table feeds add column message_large_result uuid;
