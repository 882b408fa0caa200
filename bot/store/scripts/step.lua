-- One step of one conversation: everything it changes, or nothing (docs/adr/0001).
-- KEYS: feed state log seen audit, then one sorted set for each place that changes     (all under one hash tag)
-- ARGV: cid, expected version, record, ttl in s ('0': lives on, '': as before), client key or '', digest,
--       how the gathering lines were taken ('gathering', 'begun', or '' for no such lines), whose the turn is now
--       ('': as before), µs until its lines are the turn ('': they are not gathering),
--       number of places, number of the deed's fields and values (0: nobody's deed) and these, then member and score
--       ('' removes) of each place, then the events
-- Returns: {'seen', 'id digest'} | {'stale'} | {'gathering'} | {'begun'} | {'ok', id, …}
local feed, state, log, seen = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local cid, version, record, ttl, client, digest, assumed, taker, left = unpack(ARGV, 1, 9)

if client ~= '' then
  local before = redis.call('HGET', seen, client)
  if before then return {'seen', before} end
end
local known = redis.call('HMGET', state, 'v', 'begins')
if known[1] ~= version then return {'stale'} end

-- Whether a line still joins the turn is this clock's word alone (docs/adr/0007).
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
if assumed ~= '' and known[2] then
  local is = now < tonumber(known[2]) and 'gathering' or 'begun'
  if is ~= assumed then return {is} end
end

local places, at = tonumber(ARGV[10]), 12 + ARGV[11]
if at > 12 then redis.call('XADD', KEYS[5], '*', unpack(ARGV, 12, at - 1)) end
for i = 6, 5 + places do
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
local fields = {'v', version + 1, 'doc', record}
local function set(name, value) fields[#fields + 1] = name; fields[#fields + 1] = value end
if #done > 1 then set('last', done[#done]) end
if taker ~= '' then set('taker', taker) end
if left ~= '' then set('begins', string.format('%.0f', now + left)) end
redis.call('HSET', state, unpack(fields))
if client ~= '' then redis.call('HSET', seen, client, (done[2] or '') .. ' ' .. digest) end

for _, key in ipairs(ttl ~= '' and {state, log, seen} or {}) do
  if ttl == '0' then redis.call('PERSIST', key) else redis.call('EXPIRE', key, ttl) end
end
return done
