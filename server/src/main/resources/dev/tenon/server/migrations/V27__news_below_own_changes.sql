-- A record stands in the feed once, at its newest change. Where that change is the product's own, a
-- follower may not have come to the change of somebody else that lies below it: `news_seq` is the
-- number of the newest such change, 0 when there was none. Null where the newest change is news.
alter table records add column news_seq bigint;
