"""The migrations of a store: what its tables were like once is fixed here, whatever they are like now."""

from __future__ import annotations

MIGRATIONS = {  # SQL by the version it migrates from
    1: """
ALTER TABLE runs ADD COLUMN basis INTEGER NOT NULL DEFAULT 0;
ALTER TABLE games ADD COLUMN at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE seats ADD COLUMN forfeited INTEGER NOT NULL DEFAULT 0;
""",
    2: """
CREATE TABLE submissions (
    id INTEGER PRIMARY KEY,
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    version INTEGER REFERENCES versions,
    at INTEGER NOT NULL
);
CREATE INDEX submissions_by_owner ON submissions (owner, at);
""",
    3: """
ALTER TABLE versions ADD COLUMN follows INTEGER;
UPDATE versions
    SET follows = (SELECT id FROM versions old WHERE old.bot = versions.bot AND old.number = versions.number - 1);
""",
    4: """
CREATE TABLE new_games (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL,
    pairing INTEGER NOT NULL,
    seating TEXT NOT NULL,
    how TEXT NOT NULL,
    ticks INTEGER NOT NULL,
    digest TEXT,
    log TEXT,
    note TEXT,
    at INTEGER NOT NULL DEFAULT 0,
    attempt INTEGER NOT NULL DEFAULT 1,
    UNIQUE (run, pairing, seating, attempt),
    FOREIGN KEY (run, pairing) REFERENCES pairings
);
INSERT INTO new_games (id, run, pairing, seating, how, ticks, digest, log, note, at)
    SELECT id, run, pairing, seating, how, ticks, digest, log, note, at FROM games;
DROP TABLE games;
ALTER TABLE new_games RENAME TO games;
CREATE TABLE refusals (
    id INTEGER PRIMARY KEY,
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    code TEXT NOT NULL,
    at INTEGER NOT NULL
);
CREATE TRIGGER refusals_stay BEFORE UPDATE ON refusals BEGIN SELECT RAISE(ABORT, 'refusals are never edited'); END;
CREATE TRIGGER refusals_remain BEFORE DELETE ON refusals BEGIN SELECT RAISE(ABORT, 'refusals are never edited'); END;
CREATE TABLE voids (
    id INTEGER PRIMARY KEY,
    game INTEGER NOT NULL UNIQUE REFERENCES games,
    why TEXT NOT NULL,
    who TEXT NOT NULL,
    at INTEGER NOT NULL
);
CREATE TABLE reinstatements (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL REFERENCES versions,
    why TEXT NOT NULL,
    who TEXT NOT NULL,
    at INTEGER NOT NULL,
    basis INTEGER NOT NULL
);
CREATE INDEX reinstatements_by_version ON reinstatements (version);
CREATE VIEW valid_games AS
    SELECT * FROM games WHERE how != 'void' AND id NOT IN (SELECT game FROM voids);
CREATE VIEW latest_games AS
    SELECT id, run, pairing, seating, CASE WHEN id IN (SELECT game FROM voids) THEN 'void' ELSE how END AS how,
        ticks, digest, log, note, at, attempt
    FROM games WHERE NOT EXISTS (
        SELECT 1 FROM games later WHERE later.run = games.run AND later.pairing = games.pairing
            AND later.seating = games.seating AND later.attempt > games.attempt);
CREATE TRIGGER games_stay BEFORE UPDATE ON games BEGIN SELECT RAISE(ABORT, 'results are never edited'); END;
CREATE TRIGGER games_remain BEFORE DELETE ON games BEGIN SELECT RAISE(ABORT, 'results are never edited'); END;
CREATE TRIGGER games_once BEFORE INSERT ON games WHEN EXISTS (
    SELECT 1 FROM valid_games WHERE run = NEW.run AND pairing = NEW.pairing AND seating = NEW.seating)
    BEGIN SELECT RAISE(ABORT, 'only a void game is played again'); END;
CREATE TRIGGER voids_stay BEFORE UPDATE ON voids BEGIN SELECT RAISE(ABORT, 'voids are never edited'); END;
CREATE TRIGGER voids_remain BEFORE DELETE ON voids BEGIN SELECT RAISE(ABORT, 'voids are never edited'); END;
CREATE TRIGGER reinstatements_stay BEFORE UPDATE ON reinstatements
    BEGIN SELECT RAISE(ABORT, 'reinstatements are never edited'); END;
CREATE TRIGGER reinstatements_remain BEFORE DELETE ON reinstatements
    BEGIN SELECT RAISE(ABORT, 'reinstatements are never edited'); END;
""",
    5: """
CREATE TABLE volunteer_games (
    game INTEGER PRIMARY KEY REFERENCES games,
    volunteer TEXT NOT NULL
);
CREATE INDEX volunteer_games_by_volunteer ON volunteer_games (volunteer);
CREATE TABLE expulsions (
    id INTEGER PRIMARY KEY,
    volunteer TEXT NOT NULL,
    token TEXT NOT NULL,
    why TEXT NOT NULL,
    at INTEGER NOT NULL
);
CREATE TRIGGER volunteer_games_stay BEFORE UPDATE ON volunteer_games
    BEGIN SELECT RAISE(ABORT, 'results are never edited'); END;
CREATE TRIGGER volunteer_games_remain BEFORE DELETE ON volunteer_games
    BEGIN SELECT RAISE(ABORT, 'results are never edited'); END;
CREATE TRIGGER expulsions_stay BEFORE UPDATE ON expulsions
    BEGIN SELECT RAISE(ABORT, 'expulsions are never edited'); END;
CREATE TRIGGER expulsions_remain BEFORE DELETE ON expulsions
    BEGIN SELECT RAISE(ABORT, 'expulsions are never edited'); END;
""",
    6: """
CREATE TABLE seasons (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    began INTEGER NOT NULL,
    basis INTEGER NOT NULL
);
CREATE TABLE season_ends (
    season INTEGER PRIMARY KEY REFERENCES seasons,
    ended INTEGER NOT NULL,
    last INTEGER NOT NULL
);
CREATE TABLE season_ladders (
    season INTEGER NOT NULL REFERENCES seasons,
    mode TEXT NOT NULL,
    rules TEXT NOT NULL,
    ladder TEXT NOT NULL,
    PRIMARY KEY (season, mode, rules)
) WITHOUT ROWID;
ALTER TABLE runs ADD COLUMN season INTEGER REFERENCES seasons;
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
""",
}
