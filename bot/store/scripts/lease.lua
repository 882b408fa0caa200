-- Takes or holds a lease, or lets it go (0 ms).
-- KEYS: lease    ARGV: holder, how long in ms
-- Returns 1 when it is the holder's, 0 when another has it.
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
if ARGV[2] == '0' then redis.call('DEL', KEYS[1]) return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
