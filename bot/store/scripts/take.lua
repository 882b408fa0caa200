-- Takes what is due, by exactly one taker: its score becomes the end of the taker's lease.
-- KEYS: due    ARGV: now, end of lease, how many at most
local taken = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[3])
for _, member in ipairs(taken) do redis.call('ZADD', KEYS[1], ARGV[2], member) end
return taken
