-- Whether the turn is this process's to take through the assistant. Nothing is written, so nothing waits for the disk:
-- whose it is and from when its lines are frozen was stored with its last line (docs/adr/0007).
-- KEYS: state    ARGV: the process
-- Returns: {} when it is another's, else {µs since its lines became the turn (negative: until they do), version}.
local state = redis.call('HMGET', KEYS[1], 'taker', 'begins', 'v')
if state[1] ~= ARGV[1] or not state[2] then return {} end
local time = redis.call('TIME')
return {time[1] * 1000000 + time[2] - state[2], state[3]}
