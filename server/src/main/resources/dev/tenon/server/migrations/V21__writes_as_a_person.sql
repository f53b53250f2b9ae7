-- Writes that are made with the connection of one of a customer's people; null for that of the
-- installation.
alter table writes add column acting_connection uuid;
create index writes_by_actor on writes (project_id, group_id, acting_connection)
  where ended_at is null and acting_connection is not null;
