"""The tables of a store, its views of the games that count, and its triggers, which keep results as they are."""

from __future__ import annotations

TABLES = """
CREATE TABLE files (          -- contents of source files and modules, each stored once
    sha256 TEXT PRIMARY KEY,
    text BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE programs (       -- the files of each identity
    identity TEXT NOT NULL,
    path TEXT NOT NULL,
    file TEXT NOT NULL REFERENCES files,
    PRIMARY KEY (identity, path)
) WITHOUT ROWID;
CREATE TABLE versions (       -- each distinct content of a bot; rated as a separate player
    id INTEGER PRIMARY KEY,
    bot TEXT NOT NULL COLLATE NOCASE,
    number INTEGER NOT NULL,  -- from 1 for each bot
    identity TEXT NOT NULL,
    follows INTEGER,          -- the version that it replaced, whose rating it starts from
    UNIQUE (bot, number),
    UNIQUE (bot, identity)
);
CREATE TABLE bots (
    name TEXT PRIMARY KEY COLLATE NOCASE,
    version INTEGER NOT NULL REFERENCES versions,  -- the current one
    owner TEXT,
    active INTEGER NOT NULL   -- 1 while it is in the folder
);
CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    folder TEXT NOT NULL,     -- of the bots, relative to the store
    format TEXT NOT NULL,
    mode TEXT NOT NULL,
    options TEXT NOT NULL,    -- JSON: the remaining options of the command
    rules TEXT NOT NULL,      -- SHA-256 of the rules; with the mode it identifies a ladder
    guests TEXT NOT NULL,     -- JSON: SHA-256 of the sandbox's guest at its start, then of each one it resumed with
    secret BLOB NOT NULL,     -- from which the seeds of its pairings are derived
    repeat INTEGER NOT NULL,  -- earlier runs with the same secret
    start INTEGER NOT NULL,   -- pairings of the endless round robin before its first
    players TEXT NOT NULL,    -- JSON: version ids
    pairings INTEGER NOT NULL,  -- planned number; 0 if only time limits the run
    finished INTEGER NOT NULL DEFAULT 0,
    basis INTEGER NOT NULL DEFAULT 0,  -- id of the last game recorded before the run: where its ladder started
    season INTEGER REFERENCES seasons  -- the one that was running when it began, whose ladder it is paired by
);
CREATE TABLE pairings (       -- stored a round at a time, before it is played
    run INTEGER NOT NULL REFERENCES runs,
    number INTEGER NOT NULL,  -- from 1 within the run
    round INTEGER NOT NULL,
    arena TEXT NOT NULL,
    seed INTEGER NOT NULL,
    players TEXT NOT NULL,    -- JSON: version ids in the order of game a's seats
    PRIMARY KEY (run, number)
) WITHOUT ROWID;
CREATE TABLE games (
    id INTEGER PRIMARY KEY,   -- in the order in which they were recorded
    run INTEGER NOT NULL,
    pairing INTEGER NOT NULL,
    seating TEXT NOT NULL,    -- a: as paired, b: seats exchanged, or moved on by half the table
    how TEXT NOT NULL,        -- forfeit, elimination, beacon, time; void: could not be played, not counted
    ticks INTEGER NOT NULL,
    digest TEXT,              -- of the last state, hex
    log TEXT,                 -- path, relative to the store's folder if below it
    note TEXT,                -- why it is void
    at INTEGER NOT NULL DEFAULT 0,  -- time of recording, s since 1970 UTC
    attempt INTEGER NOT NULL DEFAULT 1,  -- a void game may be played again, as the next attempt
    UNIQUE (run, pairing, seating, attempt),
    FOREIGN KEY (run, pairing) REFERENCES pairings
);
CREATE TABLE seats (
    game INTEGER NOT NULL REFERENCES games,
    seat INTEGER NOT NULL,
    version INTEGER NOT NULL REFERENCES versions,
    rank INTEGER,             -- from 1, ties share one; null in a void game
    points REAL,
    hull REAL,
    damage REAL,
    faults INTEGER NOT NULL,
    forfeited INTEGER NOT NULL DEFAULT 0,  -- 1 if the seat forfeited
    PRIMARY KEY (game, seat)
) WITHOUT ROWID;
CREATE INDEX seats_by_version ON seats (version);
CREATE TABLE submissions (    -- accepted and refused ones: both count towards an owner's limits
    id INTEGER PRIMARY KEY,
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    version INTEGER REFERENCES versions,  -- the version it became; null if it was refused
    at INTEGER NOT NULL       -- s since 1970 UTC
);
CREATE INDEX submissions_by_owner ON submissions (owner, at);
CREATE TABLE refusals (       -- why submissions were refused, except for their pace
    id INTEGER PRIMARY KEY,
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,     -- of the files, as in versions, or of the bytes sent if they could not be read
    code TEXT NOT NULL,       -- of the first problem
    at INTEGER NOT NULL       -- s since 1970 UTC
);
CREATE TRIGGER refusals_stay BEFORE UPDATE ON refusals BEGIN SELECT RAISE(ABORT, 'refusals are never edited'); END;
CREATE TRIGGER refusals_remain BEFORE DELETE ON refusals BEGIN SELECT RAISE(ABORT, 'refusals are never edited'); END;
CREATE TABLE voids (          -- games that a host declared void
    id INTEGER PRIMARY KEY,
    game INTEGER NOT NULL UNIQUE REFERENCES games,
    why TEXT NOT NULL,
    who TEXT NOT NULL,
    at INTEGER NOT NULL       -- s since 1970 UTC
);
CREATE TABLE reinstatements ( -- versions that forfeits no longer put out
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL REFERENCES versions,
    why TEXT NOT NULL,
    who TEXT NOT NULL,
    at INTEGER NOT NULL,      -- s since 1970 UTC
    basis INTEGER NOT NULL    -- id of the last game recorded before: later forfeits count
);
CREATE INDEX reinstatements_by_version ON reinstatements (version);
CREATE TABLE volunteer_games (  -- games that volunteers played; all others were played by the host's own workers
    game INTEGER PRIMARY KEY REFERENCES games,
    volunteer TEXT NOT NULL
);
CREATE INDEX volunteer_games_by_volunteer ON volunteer_games (volunteer);
CREATE TABLE expulsions (     -- volunteers whose results were false
    id INTEGER PRIMARY KEY,
    volunteer TEXT NOT NULL,
    token TEXT NOT NULL,      -- SHA-256 (hex) of the token that is refused from then on
    why TEXT NOT NULL,
    at INTEGER NOT NULL       -- s since 1970 UTC
);
CREATE TABLE seasons (        -- named stretches of the league's games
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    began INTEGER NOT NULL,   -- s since 1970 UTC
    basis INTEGER NOT NULL    -- id of the last game recorded before it
);
CREATE TABLE season_ends (    -- a season without a row is running
    season INTEGER PRIMARY KEY REFERENCES seasons,
    ended INTEGER NOT NULL,   -- s since 1970 UTC
    last INTEGER NOT NULL     -- id of its last game, or its basis
);
CREATE TABLE season_ladders ( -- as they stood at its end
    season INTEGER NOT NULL REFERENCES seasons,
    mode TEXT NOT NULL,
    rules TEXT NOT NULL,
    ladder TEXT NOT NULL,     -- JSON
    PRIMARY KEY (season, mode, rules)
) WITHOUT ROWID;
-- The games that count: at most one attempt of each.
CREATE VIEW valid_games AS
    SELECT * FROM games WHERE how != 'void' AND id NOT IN (SELECT game FROM voids);
-- The last attempt of each game, as it counts.
CREATE VIEW latest_games AS
    SELECT id, run, pairing, seating, CASE WHEN id IN (SELECT game FROM voids) THEN 'void' ELSE how END AS how,
        ticks, digest, log, note, at, attempt
    FROM games WHERE NOT EXISTS (
        SELECT 1 FROM games later WHERE later.run = games.run AND later.pairing = games.pairing
            AND later.seating = games.seating AND later.attempt > games.attempt);
CREATE TRIGGER games_stay BEFORE UPDATE ON games BEGIN SELECT RAISE(ABORT, 'results are never edited'); END;
CREATE TRIGGER games_remain BEFORE DELETE ON games BEGIN SELECT RAISE(ABORT, 'results are never edited'); END;
CREATE TRIGGER seats_stay BEFORE UPDATE ON seats BEGIN SELECT RAISE(ABORT, 'results are never edited'); END;
CREATE TRIGGER seats_remain BEFORE DELETE ON seats BEGIN SELECT RAISE(ABORT, 'results are never edited'); END;
CREATE TRIGGER games_once BEFORE INSERT ON games WHEN EXISTS (
    SELECT 1 FROM valid_games WHERE run = NEW.run AND pairing = NEW.pairing AND seating = NEW.seating)
    BEGIN SELECT RAISE(ABORT, 'only a void game is played again'); END;
CREATE TRIGGER voids_stay BEFORE UPDATE ON voids BEGIN SELECT RAISE(ABORT, 'voids are never edited'); END;
CREATE TRIGGER voids_remain BEFORE DELETE ON voids BEGIN SELECT RAISE(ABORT, 'voids are never edited'); END;
CREATE TRIGGER reinstatements_stay BEFORE UPDATE ON reinstatements
    BEGIN SELECT RAISE(ABORT, 'reinstatements are never edited'); END;
CREATE TRIGGER reinstatements_remain BEFORE DELETE ON reinstatements
    BEGIN SELECT RAISE(ABORT, 'reinstatements are never edited'); END;
CREATE TRIGGER volunteer_games_stay BEFORE UPDATE ON volunteer_games
    BEGIN SELECT RAISE(ABORT, 'results are never edited'); END;
CREATE TRIGGER volunteer_games_remain BEFORE DELETE ON volunteer_games
    BEGIN SELECT RAISE(ABORT, 'results are never edited'); END;
CREATE TRIGGER expulsions_stay BEFORE UPDATE ON expulsions
    BEGIN SELECT RAISE(ABORT, 'expulsions are never edited'); END;
CREATE TRIGGER expulsions_remain BEFORE DELETE ON expulsions
    BEGIN SELECT RAISE(ABORT, 'expulsions are never edited'); END;
CREATE TRIGGER seasons_one BEFORE INSERT ON seasons WHEN EXISTS (
    SELECT 1 FROM seasons WHERE id NOT IN (SELECT season FROM season_ends))
    BEGIN SELECT RAISE(ABORT, 'one season at a time'); END;
CREATE TRIGGER seasons_stay BEFORE UPDATE ON seasons
    BEGIN SELECT RAISE(ABORT, 'seasons are never edited'); END;
CREATE TRIGGER seasons_remain BEFORE DELETE ON seasons
    BEGIN SELECT RAISE(ABORT, 'seasons are never edited'); END;
CREATE TRIGGER season_ends_stay BEFORE UPDATE ON season_ends
    BEGIN SELECT RAISE(ABORT, 'seasons are never edited'); END;
CREATE TRIGGER season_ends_remain BEFORE DELETE ON season_ends
    BEGIN SELECT RAISE(ABORT, 'seasons are never edited'); END;
CREATE TRIGGER season_ladders_stay BEFORE UPDATE ON season_ladders
    BEGIN SELECT RAISE(ABORT, 'seasons are never edited'); END;
CREATE TRIGGER season_ladders_remain BEFORE DELETE ON season_ladders
    BEGIN SELECT RAISE(ABORT, 'seasons are never edited'); END;
"""
