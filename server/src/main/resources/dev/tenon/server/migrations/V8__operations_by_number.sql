-- A record carries its operation's number as its origin; messages and change feeds look it up.
create index operations_by_number on operations (project_id, group_id, number);
