-- A script that promised no signs of life is given up after an hour without any, as new ones are.
UPDATE runs SET heartbeat_seconds = 3600 WHERE kind = 'remote' AND state = 'running' AND heartbeat_seconds IS NULL;
