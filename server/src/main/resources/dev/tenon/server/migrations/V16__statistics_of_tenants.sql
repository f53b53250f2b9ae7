-- A dataset belongs to one group. Without being told, the planner takes both for independent, and
-- a large dataset among many small ones for a small one.
do $$
declare partition record;
begin
  for partition in
    select child.oid::regclass as name, child.relname
    from pg_inherits join pg_class child on child.oid = inhrelid
    where inhparent = 'records'::regclass
  loop
    execute format(
      'create statistics %I (dependencies, ndistinct, mcv) on group_id, dataset_id from %s',
      partition.relname || '_tenants', partition.name);
  end loop;
end $$;
