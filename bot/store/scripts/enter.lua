-- A chat gets a conversation, unless another one was quicker.
-- KEYS: chat    ARGV: conversation, the one that is over ('' for none), customer's key, how long it is kept (s)
-- Returns the conversation that the chat has now.
local now = redis.call('HGET', KEYS[1], 'cid')
if now and now ~= ARGV[2] then return now end
redis.call('HSET', KEYS[1], 'cid', ARGV[1], 'customer', ARGV[3])
redis.call('EXPIRE', KEYS[1], ARGV[4])
return ARGV[1]
