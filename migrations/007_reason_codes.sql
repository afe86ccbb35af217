-- Codes are written in snake_case, those of reasons too: `server-killed` becomes `server_killed`.
UPDATE runs
SET reason = json_set(reason, '$.code', replace(reason ->> '$.code', '-', '_'))
WHERE instr(reason ->> '$.code', '-') > 0;
