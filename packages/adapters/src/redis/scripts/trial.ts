import { KEPT_EVENTS } from '@hypersweep/sweep'

/** What a summary holds, in this order; a trial's hash has the same fields and `token`. */
export const SUMMARY_FIELDS = [
  /** Number, params and seed as JSON; never changed. */
  'trial',
  /** waiting, running or ended */
  'state',
  /** TrialEnd as JSON. */
  'end',
  'worker',
  'generation',
  'claims',
  'failures',
  'epoch',
  /** ScoredEpoch as JSON; in a summary `true` where it stands in the end too, as that of a complete trial does. */
  'best',
  'crashes',
  /** Words of the last setback. */
  'setback',
  /** Absent for 0. */
  'stage',
] as const

/**
 * `changed(number)` puts a trial at the end of its sweep's changes, by which a reader knows what it has not read yet.
 * Needs a local `changes`, the key.
 */
export const CHANGED = `
local function changed(number)
  local last = redis.call('ZREVRANGE', changes, 0, 0, 'WITHSCORES')
  redis.call('ZADD', changes, (tonumber(last[2]) or 0) + 1, number)
end
`

/**
 * What the scripts about one trial share.
 *
 * Numbers travel as text and are never read by Lua, but for counters and times: cjson keeps 14 digits of a float, and
 * a reply drops what follows the point. `cjson` packs lists of texts here, nothing else.
 *
 * KEYS: the trial, its sweep's summaries, leases and changes, its reports, its sweep's control and scores, its events. ARGV[1]: the trial's number.
 * Scripts that write for a claim take its attempt and token as ARGV[2] and ARGV[3].
 */
export const TRIAL = `
local trial, summaries, leases, changes, reports = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local scores, events = KEYS[7], KEYS[8]
local control = redis.call('GET', KEYS[6]) or 'run'
local number = ARGV[1]
${CHANGED}
local function get(field)
  return redis.call('HGET', trial, field)
end

local function set(...)
  redis.call('HSET', trial, ...)
  local fields = redis.call('HMGET', trial, ${SUMMARY_FIELDS.map((field) => `'${field}'`).join(', ')})
  local ended, best = fields[${SUMMARY_FIELDS.indexOf('end') + 1}], fields[${SUMMARY_FIELDS.indexOf('best') + 1}]
  if ended and best and string.find(ended, best, 1, true) then fields[${SUMMARY_FIELDS.indexOf('best') + 1}] = true end
  redis.call('HSET', summaries, number, cjson.encode(fields))
  changed(number)
end

-- Milliseconds on the server's clock, which all claimants share.
local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Notes what happens, before or after it changes the trial.
local function note(what, text)
  local at = string.format('%.0f', now())
  local event = { at = at, what = what, attempt = get('claims'), worker = get('worker') or '', epoch = get('epoch'), text = text }
  redis.call('RPUSH', events, cjson.encode(event))
  redis.call('LTRIM', events, -${KEPT_EVENTS}, -1)
end

local function extendLease(ms)
  redis.call('ZADD', leases, now() + ms, number)
end

local function owned()
  return get('claims') == ARGV[2] and get('token') == ARGV[3]
end

local function runningAndOwned()
  return get('state') == 'running' and owned()
end

local function setBack(text, failures, crashes)
  redis.call('HSET', trial, 'setback', text)
  redis.call('HINCRBY', trial, 'failures', failures)
  redis.call('HINCRBY', trial, 'crashes', crashes)
end

-- Waiting under the next generation; its last owner may write no more. What follows has to call "set".
local function beginAgain()
  note('reopened')
  redis.call('HDEL', trial, 'end', 'token', 'setback')
  redis.call('HINCRBY', trial, 'generation', 1)
  redis.call('ZREM', leases, number)
  redis.call('ZREM', scores, number)
  redis.call('HSET', trial, 'state', 'waiting', 'failures', 0, 'crashes', 0)
end

-- To who writes: whether to go on.
local function accepted()
  return { 'accepted', control == 'cancel' and 'cancelled' or '' }
end

local function everything(status)
  return { status, redis.call('HGETALL', trial), redis.call('HGETALL', reports), control }
end
`
