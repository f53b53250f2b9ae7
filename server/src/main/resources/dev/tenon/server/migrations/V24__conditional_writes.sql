-- What must hold of a record at the provider for it to be written, as the caller said it: at most
-- one of the two.
alter table writes add column if_match text;
alter table writes add column if_unmodified_since timestamptz;
-- JSON of the record as the provider had it when the condition did not hold. Text, so that it is
-- shown as it was read.
alter table writes add column current_record text;
