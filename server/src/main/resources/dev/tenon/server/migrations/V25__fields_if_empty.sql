-- What goes with the fields of a write: records that are named by an external id, fields that hang on
-- what the provider has, and associations.
alter table writes add column extras jsonb not null default '{}';
-- By which name a reference is written is learned with the next description of an object.
update schemas set described_at = '1970-01-01Z';
