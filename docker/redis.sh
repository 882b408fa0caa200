#!/bin/sh
# Starts Redis with redis.conf and the passwords of /run/secrets, which so never stand on a command line.
# The assistant's user may touch Rasa's tracker and nothing else: conversations and accounts are the gateway's.
set -eu
umask 077
{
    cat /etc/aina/redis.conf
    printf 'bind %s\nport %s\n' "${REDIS_BIND:-* -::*}" "${REDIS_PORT:-6379}"
    printf 'requirepass %s\n' "$(cat /run/secrets/redis_password)"
    printf 'user tracker on >%s ~aina:tracker:* resetchannels -@all +@connection +@read +@write -@dangerous\n' "$(cat /run/secrets/tracker_password)"
} >/tmp/redis.conf
exec redis-server /tmp/redis.conf
