-- One text for both engines; TEXT and BIGINT only. Every table carries unit_id first in its key, so that units stay
-- independent and PostgreSQL may be partitioned by it; the few that do not are listed with a reason in the tests.

-- What this database is: `epoch` names one life of it; a restored copy gets a new one, so that old cursors are not believed.
CREATE TABLE meta (
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (key)
);

-- The head of each unit's journal: the next number comes from this one locked row, so no cursor can pass an event that
-- commits later.
CREATE TABLE heads (
  unit_id TEXT NOT NULL,
  seq BIGINT NOT NULL,
  chain TEXT NOT NULL,
  PRIMARY KEY (unit_id)
);

-- Every event once, in one order per unit, for ever. `event` holds the exact bytes said; a redaction may empty it, the
-- digests stay. `given` is what the office gave while accepting (codes); `outcome` is what the receipt said.
CREATE TABLE journal (
  unit_id TEXT NOT NULL,
  seq BIGINT NOT NULL,
  id TEXT NOT NULL,
  device_id TEXT NOT NULL,
  n BIGINT NOT NULL,
  digest TEXT NOT NULL,
  chain TEXT NOT NULL,
  kind TEXT NOT NULL,
  about TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  actor_id TEXT NOT NULL,
  outcome TEXT NOT NULL,
  code TEXT NOT NULL,
  detail TEXT NOT NULL,
  given TEXT NOT NULL,
  received_ms BIGINT NOT NULL,
  event TEXT NOT NULL,
  PRIMARY KEY (unit_id, seq)
);
CREATE UNIQUE INDEX journal_id ON journal (unit_id, id);
CREATE UNIQUE INDEX journal_device ON journal (unit_id, device_id, n);
CREATE INDEX journal_subject ON journal (unit_id, subject_id, seq);
CREATE INDEX journal_conflict ON journal (unit_id, seq) WHERE outcome = 'conflict';

-- Where each device stands: the next number is n + 1 and must name `digest`. The newest head signature is kept with it.
CREATE TABLE tapes (
  unit_id TEXT NOT NULL,
  device_id TEXT NOT NULL,
  n BIGINT NOT NULL,
  digest TEXT NOT NULL,
  heard_ms BIGINT NOT NULL,
  skew_ms BIGINT,
  unsent BIGINT,
  report TEXT NOT NULL,
  PRIMARY KEY (unit_id, device_id)
);

-- Events re-offered under another device (a tablet enrolled anew): the number is used, the event is already in the journal.
CREATE TABLE echoes (
  unit_id TEXT NOT NULL,
  device_id TEXT NOT NULL,
  n BIGINT NOT NULL,
  digest TEXT NOT NULL,
  id TEXT NOT NULL,
  code TEXT NOT NULL,
  PRIMARY KEY (unit_id, device_id, n)
);

-- Head signatures, one a push: with the chain they prove every event before them.
CREATE TABLE signatures (
  unit_id TEXT NOT NULL,
  device_id TEXT NOT NULL,
  n BIGINT NOT NULL,
  digest TEXT NOT NULL,
  signature TEXT NOT NULL,
  received_ms BIGINT NOT NULL,
  PRIMARY KEY (unit_id, device_id, n)
);

-- Lines that never became events: wrong signature, broken chain, number taken. Kept for inspection, bounded, aged out.
CREATE TABLE rejects (
  unit_id TEXT NOT NULL,
  id TEXT NOT NULL,
  device_id TEXT NOT NULL,
  code TEXT NOT NULL,
  line TEXT NOT NULL,
  received_ms BIGINT NOT NULL,
  PRIMARY KEY (unit_id, id)
);
CREATE INDEX rejects_device ON rejects (unit_id, device_id, received_ms);

-- What is true now: the fold, one row a thing, ready to be sent. `body` is the finished JSON of a pull; the columns
-- beside it are what lists are made by. `rank`: 0 notice, 1 visit, 2 the rest.
CREATE TABLE things (
  unit_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  version BIGINT NOT NULL,
  rank BIGINT NOT NULL,
  state TEXT NOT NULL,
  day TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  request_id TEXT NOT NULL,
  citizen_id TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (unit_id, kind, id)
);
CREATE INDEX things_feed ON things (unit_id, rank, version, day, kind);
CREATE INDEX things_list ON things (unit_id, kind, state, day);
CREATE INDEX things_owner ON things (unit_id, kind, owner_id, day);
CREATE INDEX things_request ON things (unit_id, request_id);
CREATE INDEX things_citizen ON things (unit_id, citizen_id);

-- Who on a tablet hears of which thing, and since when; `gone` tells a tablet to let it go. The body stands here again,
-- so that a pull reads one run of an index: with a join a cold pull cost three times as much.
CREATE TABLE reach (
  unit_id TEXT NOT NULL,
  audience TEXT NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  seq BIGINT NOT NULL,
  rank BIGINT NOT NULL,
  day TEXT NOT NULL,
  gone BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (unit_id, audience, kind, id)
);
CREATE INDEX reach_feed ON reach (unit_id, audience, rank, seq, gone, day);
CREATE INDEX reach_thing ON reach (unit_id, kind, id);

-- People, to be found by folded words of name and address, phone and identity numbers; `sort` orders as Vietnamese does.
CREATE TABLE people (
  unit_id TEXT NOT NULL,
  citizen_id TEXT NOT NULL,
  sort TEXT NOT NULL,
  PRIMARY KEY (unit_id, citizen_id)
);
CREATE INDEX people_sort ON people (unit_id, sort, citizen_id);

CREATE TABLE people_words (
  unit_id TEXT NOT NULL,
  word TEXT NOT NULL,
  citizen_id TEXT NOT NULL,
  PRIMARY KEY (unit_id, word, citizen_id)
);
CREATE INDEX people_words_citizen ON people_words (unit_id, citizen_id);

-- Counters the office gives codes and numbers from, without gaps.
CREATE TABLE counters (
  unit_id TEXT NOT NULL,
  name TEXT NOT NULL,
  value BIGINT NOT NULL,
  PRIMARY KEY (unit_id, name)
);

-- Files whose every byte has come and was verified, by digest.
CREATE TABLE files (
  unit_id TEXT NOT NULL,
  digest TEXT NOT NULL,
  length_bytes BIGINT NOT NULL,
  media_type TEXT NOT NULL,
  stored_ms BIGINT NOT NULL,
  PRIMARY KEY (unit_id, digest)
);

-- Which visits name a file.
CREATE TABLE file_visits (
  unit_id TEXT NOT NULL,
  digest TEXT NOT NULL,
  visit_id TEXT NOT NULL,
  PRIMARY KEY (unit_id, digest, visit_id)
);

-- Files nothing names any more, whose bytes the clock removes.
CREATE TABLE unwanted (
  unit_id TEXT NOT NULL,
  digest TEXT NOT NULL,
  since_ms BIGINT NOT NULL,
  PRIMARY KEY (unit_id, digest)
);

-- Uploads under way (tus 1.0): how many bytes are on disk, and when the rest is no longer waited for.
CREATE TABLE uploads (
  unit_id TEXT NOT NULL,
  id TEXT NOT NULL,
  digest TEXT NOT NULL,
  length_bytes BIGINT NOT NULL,
  offset_bytes BIGINT NOT NULL,
  media_type TEXT NOT NULL,
  device_id TEXT NOT NULL,
  expires_ms BIGINT NOT NULL,
  PRIMARY KEY (unit_id, id)
);
CREATE INDEX uploads_expiry ON uploads (unit_id, expires_ms);

-- Accounts of people; the password is an Argon2id hash.
CREATE TABLE accounts (
  unit_id TEXT NOT NULL,
  id TEXT NOT NULL,
  username TEXT NOT NULL,
  name TEXT NOT NULL,
  password TEXT NOT NULL,
  roles TEXT NOT NULL,
  officer_id TEXT NOT NULL,
  disabled_ms BIGINT NOT NULL,
  seen_ms BIGINT NOT NULL,
  PRIMARY KEY (unit_id, id)
);
CREATE UNIQUE INDEX accounts_username ON accounts (username);

-- The second factor of an account (RFC 6238): the secret of its authenticator, sealed outside the database, and the step whose code
-- was used last, so that none is used twice. What is pending was shown and not yet confirmed by a code.
CREATE TABLE factors (
  unit_id TEXT NOT NULL,
  account_id TEXT NOT NULL,
  secret TEXT NOT NULL,
  pending TEXT NOT NULL,
  used_step BIGINT NOT NULL,
  PRIMARY KEY (unit_id, account_id)
);

-- Recovery codes, by a keyed digest; a used one is gone.
CREATE TABLE recoveries (
  unit_id TEXT NOT NULL,
  account_id TEXT NOT NULL,
  code TEXT NOT NULL,
  PRIMARY KEY (unit_id, account_id, code)
);

-- Sessions are rows, so they can be revoked; the token itself is never kept, only its digest. The stage of one that still lacks
-- the second factor is `code` or `enrol`; until then it opens nothing else.
CREATE TABLE sessions (
  token TEXT NOT NULL,
  unit_id TEXT NOT NULL,
  account_id TEXT NOT NULL,
  device_id TEXT NOT NULL,
  csrf TEXT NOT NULL,
  created_ms BIGINT NOT NULL,
  expires_ms BIGINT NOT NULL,
  stage TEXT NOT NULL,
  PRIMARY KEY (token)
);
CREATE INDEX sessions_account ON sessions (unit_id, account_id);
CREATE INDEX sessions_device ON sessions (unit_id, device_id);

-- One-time enrolment codes, by digest.
CREATE TABLE enrolments (
  code TEXT NOT NULL,
  unit_id TEXT NOT NULL,
  officer_id TEXT NOT NULL,
  made_by TEXT NOT NULL,
  expires_ms BIGINT NOT NULL,
  used_ms BIGINT NOT NULL,
  PRIMARY KEY (code)
);

-- Tries counted for rate limits (sign-in, enrolment), by what is limited.
CREATE TABLE tries (
  name TEXT NOT NULL,
  count BIGINT NOT NULL,
  until_ms BIGINT NOT NULL,
  PRIMARY KEY (name)
);

-- Calls that are being taken down: what the clerk's page holds so far, so that it outlives a closed tab, a dropped call and a
-- restart. Without an account: the telephone rings and nobody took it yet. Gone when the call has an outcome; with a request_id
-- it became that request, and stays to be gone back to until its caller agreed to what was read back.
CREATE TABLE drafts (
  unit_id TEXT NOT NULL,
  id TEXT NOT NULL,
  account_id TEXT NOT NULL,
  phone TEXT NOT NULL,
  form TEXT NOT NULL,
  begun_ms BIGINT NOT NULL,
  changed_ms BIGINT NOT NULL,
  request_id TEXT NOT NULL,
  PRIMARY KEY (unit_id, id)
);

-- Which visits somebody was rung about beforehand, how many days before, and what came of it; the call itself is in the journal.
CREATE TABLE reminders (
  unit_id TEXT NOT NULL,
  visit_id TEXT NOT NULL,
  days BIGINT NOT NULL,
  outcome TEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  PRIMARY KEY (unit_id, visit_id, days)
);
CREATE INDEX reminders_when ON reminders (at_ms);

-- Who looked at whom.
CREATE TABLE views (
  unit_id TEXT NOT NULL,
  id TEXT NOT NULL,
  actor_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  PRIMARY KEY (unit_id, id)
);
CREATE INDEX views_when ON views (unit_id, at_ms, id);
CREATE INDEX views_subject ON views (unit_id, subject_id, at_ms, id);
CREATE INDEX views_actor ON views (unit_id, actor_id, at_ms, id);

-- Which alerts of the board an account put off, and until when; a few an account, swept when they are due again.
CREATE TABLE snoozes (
  unit_id TEXT NOT NULL,
  account_id TEXT NOT NULL,
  alert TEXT NOT NULL,
  until_ms BIGINT NOT NULL,
  PRIMARY KEY (unit_id, account_id, alert)
);
CREATE INDEX snoozes_when ON snoozes (until_ms);

-- When each job of the clock is due next; advanced by compare-and-set, so a job runs once across all processes.
CREATE TABLE schedule (
  name TEXT NOT NULL,
  due_ms BIGINT NOT NULL,
  ran_ms BIGINT NOT NULL,
  PRIMARY KEY (name)
);

-- The plan that stands for a day: who goes where about when. A thought, not a truth; what holds is in things.
CREATE TABLE standings (
  unit_id TEXT NOT NULL,
  day TEXT NOT NULL,
  plan TEXT NOT NULL,
  kept_ms BIGINT NOT NULL,
  PRIMARY KEY (unit_id, day)
);

-- Plans proposed: what was asked, how far it is, what came out, and whether somebody took it up.
CREATE TABLE plans (
  unit_id TEXT NOT NULL,
  id TEXT NOT NULL,
  day TEXT NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  step TEXT NOT NULL,
  permille BIGINT NOT NULL,
  cost_s BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  made_ms BIGINT NOT NULL,
  ended_ms BIGINT NOT NULL,
  asked TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (unit_id, id)
);
CREATE INDEX plans_day ON plans (unit_id, day, id);

-- How fast a unit travels, learned from its own journeys.
CREATE TABLE speeds (
  unit_id TEXT NOT NULL,
  learned TEXT NOT NULL,
  learned_ms BIGINT NOT NULL,
  PRIMARY KEY (unit_id)
);
