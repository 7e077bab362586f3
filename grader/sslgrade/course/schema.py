"""The store's tables, and how a file of an older version becomes one of this version."""

from __future__ import annotations

APPLICATION_ID = 0x53534C47
"""Marks a SQLite file as ours ("SSLG"): no other database is ever written to."""
VERSION = 1

TABLES = """
-- One run of `course grade`. Its secret seeds every probe; learners never see it.
CREATE TABLE runs (
  id          INTEGER PRIMARY KEY,
  uid         TEXT NOT NULL UNIQUE,
  assignment  TEXT NOT NULL,
  secret      TEXT NOT NULL,
  version     TEXT NOT NULL,
  started_at  TEXT NOT NULL,
  finished_at TEXT
);
-- Distinct reports without their measurements: most of a class shares a few.
CREATE TABLE verdicts (
  id       INTEGER PRIMARY KEY,
  digest   BLOB NOT NULL UNIQUE,
  document TEXT NOT NULL
);
-- One graded text. key = sha256(bundle, exercise, backend, normalised source); text is the same
-- without the bundle: it finds the result that a text had before its exercise changed.
CREATE TABLE results (
  id          INTEGER PRIMARY KEY,
  key         BLOB NOT NULL UNIQUE,
  text        BLOB NOT NULL,
  exercise    TEXT NOT NULL,
  backend     TEXT NOT NULL,
  bundle      TEXT NOT NULL,
  verdict     INTEGER NOT NULL REFERENCES verdicts,
  run         INTEGER NOT NULL REFERENCES runs,
  score       INTEGER NOT NULL,
  max_score   INTEGER NOT NULL,
  cpu_s       REAL NOT NULL,
  wall_s      REAL NOT NULL,
  peak_rss_mb REAL NOT NULL,
  graded_at   TEXT NOT NULL
);
CREATE INDEX results_by_text ON results (text);
-- The text of each graded submission, once, compressed; apart, so that sums need not read it.
CREATE TABLE sources (
  result INTEGER PRIMARY KEY REFERENCES results,
  packed BLOB NOT NULL
);
-- What a learner handed in last.
CREATE TABLE submissions (
  assignment   TEXT NOT NULL,
  student      TEXT NOT NULL,
  exercise     TEXT NOT NULL,
  key          BLOB NOT NULL,
  path         TEXT NOT NULL,
  submitted_at TEXT,
  PRIMARY KEY (assignment, student, exercise)
) WITHOUT ROWID;
CREATE INDEX submissions_by_key ON submissions (key);
CREATE TABLE answers (
  assignment     TEXT NOT NULL,
  student        TEXT NOT NULL,
  item           TEXT NOT NULL,
  answer         TEXT NOT NULL,
  score          REAL NOT NULL,
  misconceptions TEXT NOT NULL,
  PRIMARY KEY (assignment, student, item)
) WITHOUT ROWID;
-- Never updated, never deleted: the newest of a submission counts; a score of NULL withdraws.
CREATE TABLE overrides (
  id         INTEGER PRIMARY KEY,
  assignment TEXT NOT NULL,
  student    TEXT NOT NULL,
  exercise   TEXT NOT NULL,
  score      REAL,
  reason     TEXT NOT NULL,
  who        TEXT NOT NULL,
  made_at    TEXT NOT NULL
);
"""

MIGRATIONS: dict[int, str] = {}
"""By the version a file has: the statements that make it one version newer."""
