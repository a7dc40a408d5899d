import { script } from '../script.ts'

/**
 * The best of a sweep's complete trials, in no order. KEYS: the sweep's scores and summaries, the sweeps whose scores are
 * kept. ARGV: the sweep's id, maximize or minimize, how many. Answers how many trials there are, how many of them are
 * complete, and summaries; nil where the sweep's scores are not kept.
 *
 * A sorted set has ties in the order of their names as texts: of those with the last score, the least numbers are taken.
 */
export const topScript = script(`
local scores, summaries, scored = KEYS[1], KEYS[2], KEYS[3]
local id, goal, count = ARGV[1], ARGV[2], tonumber(ARGV[3])
if redis.call('SISMEMBER', scored, id) == 0 then return false end

local numbers = {}
if count > 0 then
  local range = goal == 'maximize' and 'ZREVRANGE' or 'ZRANGE'
  local ranked = redis.call(range, scores, 0, count - 1, 'WITHSCORES')
  local last = ranked[#ranked]
  for index = 1, #ranked, 2 do
    if tonumber(ranked[index + 1]) ~= tonumber(last) then numbers[#numbers + 1] = ranked[index] end
  end
  local ties = last and redis.call('ZRANGEBYSCORE', scores, last, last) or {}
  table.sort(ties, function(a, b) return tonumber(a) < tonumber(b) end)
  for index = 1, math.min(#ties, count - #numbers) do numbers[#numbers + 1] = ties[index] end
end

local texts = {}
for index, number in ipairs(numbers) do texts[index] = redis.call('HGET', summaries, number) end
return { redis.call('HLEN', summaries), redis.call('ZCARD', scores), texts }
`)
