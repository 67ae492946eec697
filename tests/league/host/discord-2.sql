-- A state file of `league discord`, as its version 2 wrote it.
PRAGMA journal_mode = WAL;
PRAGMA application_id = 1396917314;
PRAGMA user_version = 2;
BEGIN TRANSACTION;
CREATE TABLE banned (
    user INTEGER PRIMARY KEY
);
INSERT INTO "banned" VALUES(99);
CREATE TABLE commands (       -- what hosts did, for the audit trail
    id INTEGER PRIMARY KEY,
    host INTEGER NOT NULL,    -- user id
    command TEXT NOT NULL,
    at INTEGER NOT NULL       -- s since 1970 UTC
);
INSERT INTO "commands" VALUES(1,5,'pause on:True',1796026783);
CREATE TABLE enclosures (     -- the attached files of posts to send
    post INTEGER NOT NULL REFERENCES outbox ON DELETE CASCADE,
    name TEXT NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (post, name)
) WITHOUT ROWID;
INSERT INTO "enclosures" VALUES(1,'ladder.png',X'504E47');
CREATE TABLE facts (          -- single values, as JSON
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO "facts" VALUES('asked','false');
INSERT INTO "facts" VALUES('began','1790000000.5');
INSERT INTO "facts" VALUES('commands','"abc"');
INSERT INTO "facts" VALUES('friendlies','7');
INSERT INTO "facts" VALUES('newest','1789999000.25');
INSERT INTO "facts" VALUES('paused','true');
INSERT INTO "facts" VALUES('places','{"ann": [1, 1571.1], "bob": [2, 1428.9]}');
INSERT INTO "facts" VALUES('playing','true');
INSERT INTO "facts" VALUES('problem','{"at": 1790000100.0, "text": "the store is locked"}');
INSERT INTO "facts" VALUES('replaying','false');
INSERT INTO "facts" VALUES('reported','1');
INSERT INTO "facts" VALUES('seen','1234');
INSERT INTO "facts" VALUES('told','[2, 10]');
CREATE TABLE inbox (          -- submissions, in the order of arrival
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL,  -- the message, or the interaction
    part INTEGER NOT NULL,    -- which of its attachments
    author INTEGER NOT NULL,
    channel INTEGER NOT NULL,
    token TEXT,               -- of the interaction to answer
    filename TEXT NOT NULL,
    url TEXT NOT NULL,
    at INTEGER NOT NULL,      -- time of sending, s since 1970 UTC
    done INTEGER NOT NULL DEFAULT 0,  -- 1 once its answer is in the outbox, or it gets none
    answered INTEGER,         -- time of an answer that counts towards its author's limit, s since 1970 UTC
    UNIQUE (source, part)
);
INSERT INTO "inbox" VALUES(1,71,0,11,20,NULL,'ace.py','https://cdn.example/ace.py',1790000000,0,NULL);
CREATE TABLE outbox (         -- posts to send, and posts that were sent
    id INTEGER PRIMARY KEY AUTOINCREMENT,  -- the nonce, also shown in the footer
    key TEXT NOT NULL UNIQUE, -- its subject; each has one post
    channel INTEGER NOT NULL,
    reply_to INTEGER,         -- message id
    token TEXT,               -- of the interaction that it answers
    embeds TEXT NOT NULL,     -- JSON
    edition INTEGER NOT NULL DEFAULT 1,  -- incremented by each change
    sent INTEGER NOT NULL DEFAULT 0,     -- the edition that Discord has confirmed
    tried INTEGER NOT NULL DEFAULT 0,    -- 1: it may have been sent, without confirmation
    message INTEGER,          -- its id on Discord
    problem TEXT,             -- why it was given up
    at INTEGER NOT NULL       -- time of creation, s since 1970 UTC
);
INSERT INTO "outbox" VALUES(1,'run 1',30,NULL,NULL,'[{"title": "Run 1"}]',1,0,0,NULL,NULL,1796026783);
CREATE TABLE warned (         -- users whose submissions get no further public refusal for a while
    user INTEGER PRIMARY KEY,
    until INTEGER NOT NULL    -- s since 1970 UTC
);
INSERT INTO "warned" VALUES(98,1790000200);
CREATE TRIGGER commands_stay BEFORE UPDATE ON commands BEGIN SELECT RAISE(ABORT, 'never edited'); END;
CREATE TRIGGER commands_remain BEFORE DELETE ON commands BEGIN SELECT RAISE(ABORT, 'never edited'); END;
CREATE INDEX inbox_waiting ON inbox (id) WHERE NOT done;
CREATE INDEX inbox_answered ON inbox (author, answered);
CREATE INDEX outbox_waiting ON outbox (id) WHERE sent < edition;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('outbox',1);
COMMIT;
