-- Until when a token is used, when its credential is refreshed though nobody uses it, and since when
-- the reply to a refresh is missing, which may have brought a new refresh token.
alter table connections
  add column fresh_until timestamptz not null default 'epoch',
  add column keep_alive_at timestamptz,
  add column refresh_unanswered_at timestamptz;
update connections set fresh_until = coalesce(expires_at, now()) - interval '1 minute';
create index connections_keep_alive on connections (keep_alive_at) where keep_alive_at is not null;
create index connections_of_group on connections (project_id, group_id, provider);

-- A sign-in may be with a client of the customer's own, and then has its secrets with it, or be for
-- a connection that there is.
alter table sign_ins
  alter column provider_app_id drop not null,
  add column connection_id uuid,
  add column credential bytea;
