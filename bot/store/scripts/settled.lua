-- A conversation owes its chat nothing more, unless something came since it was looked at.
-- KEYS: owed    ARGV: conversation, what was owed then
if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then return redis.call('HDEL', KEYS[1], ARGV[1]) end
return 0
