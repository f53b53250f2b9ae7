-- A job that was woken while it ran is due at once when its row is given back. Done here and not by
-- the process, which may be killed between the two.
create function tenon_keep_wake() returns trigger language plpgsql as $$
begin
  new.wake_requested := false;
  new.execution_time := least(new.execution_time, now());
  return new;
end $$;

create trigger tenon_keep_wake before update on scheduled_tasks
  for each row when (old.picked and not new.picked and new.wake_requested)
  execute function tenon_keep_wake();

update scheduled_tasks set wake_requested = false, execution_time = least(execution_time, now())
  where wake_requested and not picked;
