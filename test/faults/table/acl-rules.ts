/** What a user may do who runs sweeps and trains trials, beside the keys `~{hs}:*`; everything else is denied. */
export const ACL_RULES =
  '-@all +@connection -client|kill -client|no-evict -client|pause -client|unpause +info +time +bzpopmin +evalsha +eval +multi +exec +hgetall +hget +hmget +hset +hincrby +hexists +hdel +hmset +hsetnx +hlen +zadd +zrange +zrangebyscore +zrevrange +zscore +zcard +zrem +zcount +zincrby +zpopmin +zremrangebyrank +zrangebylex +zrevrangebyscore +lpush +rpush +rpoplpush +lmove +llen +lrange +lrem +lpos +ltrim +lindex +lset +rpop +lpop +sadd +srem +smembers +scard +sismember +sscan +hscan +zscan +xadd +xtrim +xread +xlen +get +set +del +exists +incr +decr +pttl +ttl +pexpire +expire +type +zrevrank +zrank +linsert +hkeys +hvals +unlink +srandmember +spop +zremrangebyscore +scan'.split(
    ' ',
  )
