-- One step of one conversation: everything it changes, or nothing (docs/adr/0001).
-- KEYS: feed state log seen, then one sorted set for each place that changes     (all under one hash tag)
-- ARGV: cid, expected version, record, ttl in s ('0': lives on), client key or '', digest,
--       number of places, then member and score ('' removes) of each, then the events
-- Returns: {'seen', 'id digest'} | {'stale'} | {'ok', id, …}
local feed, state, log, seen = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local cid, version, record, ttl, client, digest = unpack(ARGV, 1, 6)

if client ~= '' then
  local before = redis.call('HGET', seen, client)
  if before then return {'seen', before} end
end
if redis.call('HGET', state, 'v') ~= version then return {'stale'} end

local places, at = tonumber(ARGV[7]), 8
for i = 5, 4 + places do
  if ARGV[at + 1] == '' then redis.call('ZREM', KEYS[i], ARGV[at])
  else redis.call('ZADD', KEYS[i], ARGV[at + 1], ARGV[at]) end
  at = at + 2
end

local done = {'ok'}
for i = at, #ARGV do
  local id = redis.call('XADD', feed, '*', 'c', cid, 'e', ARGV[i])
  redis.call('XADD', log, id, 'e', ARGV[i])
  done[#done + 1] = id
end
redis.call('HSET', state, 'v', version + 1, 'doc', record)
if #done > 1 then redis.call('HSET', state, 'last', done[#done]) end
if client ~= '' then redis.call('HSET', seen, client, (done[2] or '') .. ' ' .. digest) end

for _, key in ipairs({state, log, seen}) do
  if ttl == '0' then redis.call('PERSIST', key) else redis.call('EXPIRE', key, ttl) end
end
return done
