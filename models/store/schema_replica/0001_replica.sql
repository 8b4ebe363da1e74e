-- What one tablet in Python keeps. Only SQLite reads this text, so it may say BLOB as well.

-- Single facts by name: who the tablet is, how far it has heard, its clock, what stands in its way.
CREATE TABLE facts (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
);

-- What the office says is true, as pulled. `generation`: a fresh snapshot is a new one, and the old one is let go only
-- when the last page of the new one is here.
CREATE TABLE things (
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  version BIGINT NOT NULL,
  generation BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (kind, id)
);

-- Everything said here: its number and exact bytes, whether it must still be sent, and the receipt once there is one.
-- Apart from what was pulled on purpose: nothing that happens to `things` can touch it.
CREATE TABLE outbox (
  n BIGINT PRIMARY KEY,
  id TEXT NOT NULL,
  digest TEXT NOT NULL,
  line TEXT NOT NULL,
  kind TEXT NOT NULL,
  about TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  lease BIGINT NOT NULL,
  said_ms BIGINT NOT NULL,
  sent BIGINT NOT NULL,
  outcome TEXT NOT NULL,
  seq BIGINT NOT NULL,
  receipt TEXT NOT NULL,
  receipted_ms BIGINT NOT NULL,
  shut_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX outbox_id ON outbox (id);
CREATE INDEX outbox_unsent ON outbox (sent, n);
CREATE INDEX outbox_subject ON outbox (kind, subject_id);

-- Which things an event changes, its own and those it moves.
CREATE TABLE touches (
  kind TEXT NOT NULL,
  thing_id TEXT NOT NULL,
  event_id TEXT NOT NULL,
  PRIMARY KEY (kind, thing_id, event_id)
);

-- Bytes that events name. `confirmed_ms`: when the office had every byte, else 0.
CREATE TABLE files (
  digest TEXT PRIMARY KEY,
  length_bytes BIGINT NOT NULL,
  media_type TEXT NOT NULL,
  label TEXT NOT NULL,
  data BLOB NOT NULL,
  kept_ms BIGINT NOT NULL,
  named BIGINT NOT NULL,
  confirmed_ms BIGINT NOT NULL
);
