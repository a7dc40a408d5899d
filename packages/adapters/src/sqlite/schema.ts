/** Marks a file as ours: `hswp`, kept in its `application_id`. */
export const APPLICATION_ID = 0x68737770

/** Raised with each change of the tables; kept in the file's `user_version`. */
export const SCHEMA_VERSION = 8

const EVENTS = `
CREATE TABLE event (
  id      INTEGER PRIMARY KEY,
  sweep   TEXT NOT NULL,
  number  INTEGER NOT NULL,
  at      REAL NOT NULL,
  what    TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  worker  TEXT NOT NULL,
  epoch   INTEGER NOT NULL,
  text    TEXT
) STRICT;

CREATE INDEX event_of_trial ON event (sweep, number, id)`

const DECLINES = `
CREATE TABLE decline (
  id     INTEGER PRIMARY KEY,
  sweep  TEXT NOT NULL,
  worker TEXT NOT NULL,
  reason TEXT NOT NULL,
  text   TEXT NOT NULL,
  until  REAL NOT NULL,
  UNIQUE (sweep, worker)
) STRICT`

/** What is compared or read as a whole is JSON text, which keeps every bit of its numbers. */
export const SCHEMA = `
CREATE TABLE sweep (
  position    INTEGER PRIMARY KEY,
  id          TEXT NOT NULL UNIQUE,
  name        TEXT NOT NULL UNIQUE,
  spec        TEXT NOT NULL,
  numerics    TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  control     TEXT NOT NULL DEFAULT 'run' CHECK (control IN ('run', 'pause', 'stop', 'cancel')),
  checkpoints TEXT
) STRICT;

CREATE TABLE trial (
  sweep       TEXT NOT NULL REFERENCES sweep (id),
  number      INTEGER NOT NULL,
  params      TEXT NOT NULL,
  seed        INTEGER NOT NULL,
  status      TEXT NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'running', 'ended')),
  ended_as    TEXT,
  worker      TEXT NOT NULL DEFAULT '',
  token       TEXT,
  lease_until REAL NOT NULL DEFAULT 0,
  generation  INTEGER NOT NULL DEFAULT 0,
  claims      INTEGER NOT NULL DEFAULT 0,
  failures    INTEGER NOT NULL DEFAULT 0,
  epoch       INTEGER NOT NULL DEFAULT 0,
  best        TEXT,
  crashes     INTEGER NOT NULL DEFAULT 0,
  setback     TEXT,
  stage       INTEGER NOT NULL DEFAULT 0,
  score       REAL,
  PRIMARY KEY (sweep, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX trial_score ON trial (sweep, score, number);

CREATE TABLE report (
  sweep   TEXT NOT NULL,
  number  INTEGER NOT NULL,
  epoch   INTEGER NOT NULL,
  metrics TEXT NOT NULL,
  timing  TEXT NOT NULL,
  worker  TEXT NOT NULL,
  PRIMARY KEY (sweep, number, epoch),
  FOREIGN KEY (sweep, number) REFERENCES trial (sweep, number)
) STRICT, WITHOUT ROWID;
${EVENTS};
${DECLINES}`

/** What makes a file of each older format one of the next. */
export const MIGRATIONS: Readonly<Record<number, string>> = {
  1: `
ALTER TABLE trial ADD COLUMN crashes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE trial ADD COLUMN setback TEXT`,
  2: `
ALTER TABLE sweep ADD COLUMN control TEXT NOT NULL DEFAULT 'run' CHECK (control IN ('run', 'pause', 'stop', 'cancel'))`,
  3: `
ALTER TABLE trial ADD COLUMN stage INTEGER NOT NULL DEFAULT 0`,
  4: `
ALTER TABLE trial ADD COLUMN score REAL;
UPDATE trial SET score = CAST(json_extract(ended_as, '$.best.score') AS REAL) WHERE status = 'ended';
CREATE INDEX trial_score ON trial (sweep, score, number)`,
  5: EVENTS,
  6: DECLINES,
  7: `
ALTER TABLE sweep ADD COLUMN checkpoints TEXT`,
}
