-- The write as which a failed record was sent again; a record is sent again once.
alter table writes add column retried_as uuid;
