-- One unit of an agent's capacity for one conversation, until its time.
-- KEYS: reserved of the agent    ARGV: cid, now, until, capacity, then the conversations that the agent holds, as far as read
-- Returns 1 when reserved (or already), 0 when the agent is full: then nothing stays reserved for this conversation.
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(' .. ARGV[2])
local taken, count = {[ARGV[1]] = true}, 0
for _, cid in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
    if not taken[cid] then taken[cid] = true; count = count + 1 end
end
for i = 5, #ARGV do
    if not taken[ARGV[i]] then taken[ARGV[i]] = true; count = count + 1 end
end
if count >= tonumber(ARGV[4]) then
    redis.call('ZREM', KEYS[1], ARGV[1])
    return 0
end
redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
return 1
