-- One unit of an agent's capacity for one conversation; held ones stand at +inf, reserved ones until their time.
-- KEYS: load of the agent    ARGV: cid, now, until, capacity
-- Returns 1 when reserved (or already), 0 when the agent is full.
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(' .. ARGV[2])
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[4]) then return 0 end
redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
return 1
