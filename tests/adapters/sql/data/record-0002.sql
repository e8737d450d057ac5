BEGIN TRANSACTION;
CREATE TABLE coach_version (
	version_num VARCHAR(32) NOT NULL,
	CONSTRAINT coach_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "coach_version" VALUES('0002');
CREATE TABLE practices (
	id VARCHAR NOT NULL,
	learner VARCHAR NOT NULL,
	"plan" JSON NOT NULL,
	created_at DATETIME NOT NULL,
	ended_at DATETIME,
	updated_at DATETIME NOT NULL,
	revision INTEGER NOT NULL, pauses JSON,
	CONSTRAINT pk_practices PRIMARY KEY (id)
);
INSERT INTO "practices" VALUES('p1','ada','{"mode":"conversation","level":"senior","sections":[],"topics":["caching","sql"],"questions":null,"minutes":null}','2026-11-22 09:00:00.000000',NULL,'2026-11-22 09:00:01.000000',2,'[{"at":"2026-11-22T09:00:00Z","until":"2026-11-22T09:00:00Z"}]');
INSERT INTO "practices" VALUES('p2','ada','{"mode":"conversation","level":"senior","sections":[],"topics":["caching","sql"]}','2026-11-22 09:00:00.000000','2026-11-22 10:00:00.000000','2026-11-22 09:00:03.000000',2,NULL);
INSERT INTO "practices" VALUES('p3','bob','{"mode":"conversation","level":"senior","sections":[],"topics":["caching","sql"]}','2026-11-22 09:00:00.000000',NULL,'2026-11-22 09:00:04.000000',1,NULL);
CREATE TABLE preferences (
	learner VARCHAR NOT NULL,
	"key" VARCHAR NOT NULL,
	value TEXT NOT NULL,
	CONSTRAINT pk_preferences PRIMARY KEY (learner, "key")
);
INSERT INTO "preferences" VALUES('ada','level','senior');
CREATE TABLE stories (
	id VARCHAR NOT NULL,
	learner VARCHAR NOT NULL,
	updated_at DATETIME NOT NULL,
	revision INTEGER NOT NULL,
	body JSON NOT NULL,
	CONSTRAINT pk_stories PRIMARY KEY (id)
);
CREATE TABLE turns (
	practice_id VARCHAR NOT NULL,
	position INTEGER NOT NULL,
	id VARCHAR NOT NULL,
	question VARCHAR NOT NULL,
	topic VARCHAR NOT NULL,
	is_follow_up BOOLEAN NOT NULL,
	state VARCHAR NOT NULL,
	score FLOAT,
	graded_by VARCHAR NOT NULL,
	asked_at DATETIME NOT NULL,
	answered_at DATETIME,
	body JSON NOT NULL,
	CONSTRAINT pk_turns PRIMARY KEY (practice_id, position),
	CONSTRAINT fk_turns_practice_id FOREIGN KEY(practice_id) REFERENCES practices (id),
	CONSTRAINT uq_turns_id UNIQUE (id)
);
INSERT INTO "turns" VALUES('p1',0,'p1-t0','caching-question','caching',0,'graded',0.5,'openai:gpt-5','2026-11-22 09:00:00.000000','2026-11-22 09:00:00.000000','{"id":"p1-t0","position":0,"question":"caching-question","topic":"caching","follow_up":null,"asked_at":"2026-11-22T09:00:00Z","answer":{"text":"Let one of them rebuild it, naïve 🐢 \u0000 \"quoted\" text; it''s fine.","at":"2026-11-22T09:00:00Z"},"outcome":{"kind":"assessment","question":"caching-question","verdicts":[{"key_point":"single-flight","verdict":"partial","quote":"one of them","span":[4,15],"why":"","confidence":null,"passage":null,"by":"coach","suggested":null}],"held":[],"voided":[],"score":0.5,"band":"developing","feedback":"","follow_up":null,"suggested":false,"graded_by":"openai:gpt-5","prompt_version":"","rubric_hash":"0123456789abcdef","passages":[],"usage":null,"seconds":null},"earlier":[],"closed":null,"entries":[{"kind":"hint","text":"Think of the herd: naïve 🐢","at":"2026-11-22T09:00:00Z"},{"kind":"aside","id":"a1","question":"What is a TTL?","explain":false,"at":"2026-11-22T09:00:00Z","reply":"A time to live.","citations":["caching#ttl"],"by":"openai:gpt-5","failed":null}]}');
INSERT INTO "turns" VALUES('p1',1,'p1-t1','sql-question','sql',0,'not-graded',NULL,'openai:gpt-5','2026-11-22 09:00:00.000000','2026-11-22 09:00:00.000000','{"id":"p1-t1","position":1,"question":"sql-question","topic":"sql","follow_up":null,"asked_at":"2026-11-22T09:00:00Z","answer":{"text":"Let one of them rebuild it, naïve 🐢 \u0000 \"quoted\" text; it''s fine.","at":"2026-11-22T09:00:00Z"},"outcome":{"kind":"not-graded","reason":"unavailable","message":"No coach.","retry":true,"graded_by":"openai:gpt-5"},"earlier":[],"closed":null,"entries":[]}');
INSERT INTO "turns" VALUES('p1',2,'p1-t2','sql-question','sql',1,'graded',1.0,'openai:gpt-5','2026-11-22 09:00:00.000000','2026-11-22 09:00:00.000000','{"id":"p1-t2","position":2,"question":"sql-question","topic":"sql","follow_up":{"of":"p1-t1","depth":1,"target":"single-flight","ask":"And then, what happens?"},"asked_at":"2026-11-22T09:00:00Z","answer":{"text":"Let one of them rebuild it, naïve 🐢 \u0000 \"quoted\" text; it''s fine.","at":"2026-11-22T09:00:00Z"},"outcome":{"kind":"assessment","question":"sql-question","verdicts":[{"key_point":"single-flight","verdict":"partial","quote":"one of them","span":[4,15],"why":"","confidence":null,"passage":null,"by":"coach","suggested":null}],"held":[],"voided":[],"score":1.0,"band":"strong","feedback":"","follow_up":null,"suggested":false,"graded_by":"openai:gpt-5","prompt_version":"","rubric_hash":"0123456789abcdef","passages":[],"usage":null,"seconds":null},"earlier":[],"closed":null,"entries":[]}');
INSERT INTO "turns" VALUES('p1',3,'p1-t3','python-question','python',0,'suggested',0.25,'openai:gpt-5','2026-11-22 09:00:00.000000','2026-11-22 09:00:00.000000','{"id":"p1-t3","position":3,"question":"python-question","topic":"python","follow_up":null,"asked_at":"2026-11-22T09:00:00Z","answer":{"text":"Let one of them rebuild it, naïve 🐢 \u0000 \"quoted\" text; it''s fine.","at":"2026-11-22T09:00:00Z"},"outcome":{"kind":"assessment","question":"python-question","verdicts":[{"key_point":"single-flight","verdict":"partial","quote":"one of them","span":[4,15],"why":"","confidence":null,"passage":null,"by":"coach","suggested":null}],"held":[],"voided":[],"score":0.25,"band":"not yet","feedback":"","follow_up":null,"suggested":true,"graded_by":"openai:gpt-5","prompt_version":"","rubric_hash":"0123456789abcdef","passages":[],"usage":null,"seconds":null},"earlier":[],"closed":null,"entries":[]}');
INSERT INTO "turns" VALUES('p2',0,'p2-t0','caching-question','caching',0,'graded',0.75,'openai:gpt-5','2026-11-22 09:00:00.000000','2026-11-22 09:00:00.000000','{"id":"p2-t0","position":0,"question":"caching-question","topic":"caching","follow_up":null,"asked_at":"2026-11-22T09:00:00Z","answer":{"text":"Let one of them rebuild it, naïve 🐢 \u0000 \"quoted\" text; it''s fine.","at":"2026-11-22T09:00:00Z"},"outcome":{"kind":"assessment","question":"caching-question","verdicts":[{"key_point":"single-flight","verdict":"partial","quote":"one of them","span":[4,15],"why":"","confidence":null,"passage":null,"by":"coach","suggested":null}],"held":[],"voided":[],"score":0.75,"band":"solid","feedback":"","follow_up":null,"suggested":false,"graded_by":"openai:gpt-5","prompt_version":"","rubric_hash":"0123456789abcdef","passages":[],"usage":null,"seconds":null},"earlier":[],"closed":null,"entries":[]}');
CREATE TABLE verdicts (
	practice_id VARCHAR NOT NULL,
	position INTEGER NOT NULL,
	key_point VARCHAR NOT NULL,
	learner VARCHAR NOT NULL,
	topic VARCHAR NOT NULL,
	question VARCHAR NOT NULL,
	is_follow_up BOOLEAN NOT NULL,
	verdict VARCHAR NOT NULL,
	graded_by VARCHAR NOT NULL,
	at DATETIME NOT NULL,
	CONSTRAINT pk_verdicts PRIMARY KEY (practice_id, position, key_point),
	CONSTRAINT fk_verdicts_practice_id FOREIGN KEY(practice_id) REFERENCES practices (id)
);
INSERT INTO "verdicts" VALUES('p1',0,'single-flight','ada','caching','caching-question',0,'partial','openai:gpt-5','2026-11-22 09:00:00.000000');
INSERT INTO "verdicts" VALUES('p1',2,'single-flight','ada','sql','sql-question',1,'partial','openai:gpt-5','2026-11-22 09:00:00.000000');
INSERT INTO "verdicts" VALUES('p2',0,'single-flight','ada','caching','caching-question',0,'partial','openai:gpt-5','2026-11-22 09:00:00.000000');
CREATE TABLE work (
	job VARCHAR NOT NULL,
	owner VARCHAR NOT NULL,
	stage VARCHAR NOT NULL,
	at DATETIME NOT NULL,
	stopping BOOLEAN NOT NULL,
	body JSON NOT NULL,
	CONSTRAINT pk_work PRIMARY KEY (job)
);
INSERT INTO "work" VALUES('p1-t3','1:2','reading your answer','2026-11-22 09:00:00.000000',0,'{"job":"p1-t3","owner":"1:2","stage":"reading your answer","verdicts":[],"held":[],"text":"You","at":"2026-11-22T09:00:00Z","stopping":false}');
CREATE INDEX ix_practices_learner_updated_at ON practices (learner, updated_at);
CREATE INDEX ix_stories_learner_updated_at ON stories (learner, updated_at);
CREATE INDEX ix_verdicts_learner_at ON verdicts (learner, at);
COMMIT;
