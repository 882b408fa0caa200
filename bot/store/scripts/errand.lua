-- A line that a chat is owed, kept once.
-- KEYS: marker, errands    ARGV: the errand, how long its repetition is known (s)
-- Returns 1 when it is new.
if not redis.call('SET', KEYS[1], '1', 'NX', 'EX', ARGV[2]) then return 0 end
redis.call('XADD', KEYS[2], '*', 'e', ARGV[1])
return 1
