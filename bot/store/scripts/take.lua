-- Takes what is due, by exactly one taker: its score becomes the end of the taker's lease.
-- KEYS: due    ARGV: now, end of lease, how many at most
-- Returns: when the next thing falls due ('' for nothing), then the members.
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[3])
for _, member in ipairs(due) do redis.call('ZADD', KEYS[1], ARGV[2], member) end
local later = redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. ARGV[1], '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
return {later[2] or '', unpack(due)}
