-- The public halves of the keys that a team signs its customers' tokens with. The id is the `kid`
-- of the tokens, and names the project before any is known.
create table jwt_keys (
  project_id integer not null references projects on delete cascade,
  id uuid not null unique,
  label text not null,
  algorithm text not null,
  public_key_pem text not null,
  active boolean not null,
  created_at timestamptz not null,
  primary key (project_id, id)
);
call tenon_guard('jwt_keys');

-- Whose pages may call the API from a browser.
alter table projects add column allowed_origins text[] not null default '{}';

-- Requests a second; null for the server's usual limit.
alter table api_keys add column rate_limit integer;

create index audit_by_subject on audit (project_id, subject, entry desc);
