-- A run keeps a page only while nothing that it was begun under has changed. `terms` counts pauses,
-- sign-ins, deploys and changes of the config; `turn` counts how often a run was taken up, so that a
-- node which was believed dead cannot go on with what another has taken over.
alter table reads add column terms bigint not null default 0;
alter table read_tracks add column turn bigint not null default 0;
