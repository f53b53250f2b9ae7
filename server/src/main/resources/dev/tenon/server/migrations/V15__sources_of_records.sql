-- A record whose bytes are those it was stored from need not be looked at again: `source` tells them
-- and the selection from all others. Null where a record was put together from several answers.
alter table records add column source uuid;
