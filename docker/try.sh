#!/usr/bin/env bash
# Builds every image and starts the whole of compose.yml once, for real, on a machine that reaches no image registry:
# base images are made here, of Debian's packages and an interpreter of this machine; the containers get this
# machine's network. Then a customer and a person talk through the published gateway, Redis and the gateway are killed,
# and everything that was started is ended and removed. docs/docker.md tells what was measured.
#
#   docker/try.sh        needs root, Debian's docker engine and docker-compose, debootstrap, pythons 3.10 and >= 3.12
#   TRY_DIR=…            an empty or new folder for all that is made (default: one under /var/tmp); TRY_KEEP=1 keeps it
set -euo pipefail
docker=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$docker")
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
. "$root/scripts/lib.sh"

step() { began=${EPOCHREALTIME/./}; say ""; say "== $*"; }
took() { printf '   %-34s %6.1f s %s\n' "$1" "$(awk -v a="$began" -v b="${EPOCHREALTIME/./}" 'BEGIN {print (b - a) / 1e6}')" "${2:-}"; began=${EPOCHREALTIME/./}; }

# ------------------------------------------------------------------ what must be there

interpreter() { # interpreter MINOR...: the folder of a Python 3.MINOR that can be carried into an image
    local minor python prefix
    for minor in "$@"; do
        for python in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3."$minor"*/bin/python3 $(type -ap "python3.$minor"); do
            prefix=$("$python" -c "import sys; sys.version_info[:2] == (3, $minor) and print(sys.base_prefix)" 2>/dev/null) || continue
            # One that is spread over /usr is Debian's own and cannot be taken along.
            if [ -n "$prefix" ] && [ "$prefix" != /usr ]; then printf '%s\n' "$prefix"; return; fi
        done
    done
    return 1
}

missing=()
[ "$(id -u)" = 0 ] || missing+=("root: the engine, debootstrap and chroot need it")
for program in dockerd:docker.io docker:docker.io docker-compose:docker-compose debootstrap:debootstrap; do
    command -v "${program%%:*}" >/dev/null || missing+=("${program%%:*}: apt-get install --no-install-recommends ${program##*:}")
done
python3 -c 'import yaml' 2>/dev/null || missing+=("python3 with yaml: apt-get install python3-yaml")
python_gateway=$(interpreter 12 13 14) || missing+=("a Python 3.12 or newer in a folder of its own: pyenv install 3.12")
python_assistant=$(interpreter 10) || missing+=("a Python 3.10 in a folder of its own: pyenv install 3.10")
if [ ${#missing[@]} -gt 0 ]; then
    say "docker/try.sh cannot run here. Missing:"
    printf '  %s\n' "${missing[@]}" >&2
    exit 1
fi

if [ -n "${TRY_DIR:-}" ]; then
    mkdir -p "$TRY_DIR"
    [ -z "$(ls -A "$TRY_DIR")" ] || fail "TRY_DIR is not empty; it must be, for it is removed in the end."
    work=$(cd "$TRY_DIR" && pwd)
else
    work=$(mktemp -d /var/tmp/aina-try.XXXXXX)
fi
case $work/ in "$root"/*) fail "TRY_DIR must lie outside the repository." ;; esac
[ "$(df --output=avail -BG "$work" | tail -n 1 | tr -dc 0-9)" -ge 20 ] || fail "Less than 20 GB are free under $work."

# ------------------------------------------------------------------ the engine, ours alone

export DOCKER_HOST=unix://$work/docker.sock DOCKER_CONFIG=$work/config DOCKER_BUILDKIT=0 COMPOSE_DOCKER_CLI_BUILD=0
export COMPOSE_PROJECT_NAME=aina-try
unset DOCKER_CONTEXT DOCKER_TLS_VERIFY
engine=
compose() { docker-compose -f "$work/docker/compose.host.yml" "$@"; }

end() {
    local status=$?
    set +e
    trap - EXIT INT TERM
    step "Taking everything down"
    if [ -n "$engine" ]; then
        if [ "$status" -ne 0 ] && [ -f "$work/docker/compose.host.yml" ]; then compose logs --no-color --tail 60 >&2; fi
        [ ! -f "$work/docker/compose.host.yml" ] || compose down --volumes --timeout 20 >"$work/down.log" 2>&1
        kill "$engine" 2>/dev/null
        wait "$engine" 2>/dev/null
    fi
    if grep -q " $work/" /proc/mounts; then
        awk -v at="$work/" 'index($2, at) == 1 {print $2}' /proc/mounts | sort -r | xargs -r umount
    fi
    if [ -n "${TRY_KEEP:-}" ]; then say "Kept: $work"
    elif grep -q " $work/" /proc/mounts; then say "Something is still mounted under $work; it is left for you."
    else rm -rf --one-file-system "$work"
    fi
    took "engine stopped, folder removed"
    exit "$status"
}
trap end EXIT
trap 'exit 130' INT TERM

step "The engine"
mkdir -p "$work/config"
dockerd -H "$DOCKER_HOST" --data-root "$work/data" --exec-root "$work/exec" --pidfile "$work/dockerd.pid" \
    --storage-driver overlay2 --iptables=false --ip6tables=false --ip-forward=false --ip-masq=false --bridge=none \
    >"$work/dockerd.log" 2>&1 &
engine=$!
until docker info >/dev/null 2>&1; do
    kill -0 "$engine" 2>/dev/null || { tail -n 5 "$work/dockerd.log" >&2; engine=; fail "The engine does not start; its last words stand above."; }
    sleep 0.2
done
took "engine answers" "$(docker version --format '{{.Server.Version}}')"

# ------------------------------------------------------------------ base images

step "Base images"
debootstrap --variant=minbase \
    --include=ca-certificates,libssl3,libffi8,libsqlite3-0,libbz2-1.0,liblzma5,libreadline8,zlib1g,libexpat1,libncursesw6 \
    bookworm "$work/debian" >"$work/debootstrap.log" 2>&1 || { tail -n 5 "$work/debootstrap.log" >&2; fail "debootstrap failed."; }
rm -rf "$work"/debian/var/cache/apt/archives/*.deb "$work"/debian/var/lib/apt/lists/*
# Whom this machine trusts, its images trust too: some networks put a certificate of their own between.
certificates=/etc/ssl/certs/ca-certificates.crt
[ ! -f "$certificates" ] || cp "$certificates" "$work/debian$certificates"
took "debootstrap"

import() { # import TAG: the folder as it stands becomes an image
    tar -C "$work/debian" -c . | docker import --change "ENV PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" \
        --change "ENV PIP_CERT=$certificates NODE_EXTRA_CA_CERTS=$certificates PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore" \
        --change 'CMD ["bash"]' - "$1" >/dev/null
}
carry() { # carry PREFIX: puts an interpreter into the folder, without what was installed into it
    rm -rf "$work/debian/usr/local"
    mkdir "$work/debian/usr/local"
    tar -C "$1" -c --exclude=site-packages --exclude=test --exclude=__pycache__ --exclude='*.a' bin lib |
        tar -C "$work/debian/usr/local" -x --no-same-owner
    find "$work/debian/usr/local/bin" -type f ! -name 'python3.*' -delete   # scripts that name the place they came from
    chroot "$work/debian" /usr/sbin/ldconfig
    chroot "$work/debian" /usr/local/bin/python3 -m ensurepip >"$work/ensurepip.log" 2>&1 ||
        { tail -n 5 "$work/ensurepip.log" >&2; fail "The interpreter of $1 does not work in the base image."; }
}
import aina-try-debian
carry "$python_assistant"; import aina-try-python:assistant
carry "$python_gateway"; import aina-try-python:gateway
took "bases imported"
docker build --network host -t aina-try-redis - >"$work/redis.log" 2>&1 <<'REDIS' || { tail -n 10 "$work/redis.log" >&2; fail "The image of Redis could not be built."; }
FROM aina-try-debian
RUN groupadd --gid 999 redis && useradd --uid 999 --gid redis --no-create-home redis \
    && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends redis-server >/dev/null \
    && rm -rf /var/lib/apt/lists/* && install -d -o redis -g redis /data
REDIS
took "redis"

# ------------------------------------------------------------------ our images

step "Images"
build() { # build NAME BASE
    docker build --network host -f "$docker/$1.Dockerfile" --build-arg "BASE=$2" -t "aina-$1:try" "$root" >"$work/$1.log" 2>&1 ||
        { tail -n 30 "$work/$1.log" >&2; fail "The image of $1 could not be built; its last words stand above."; }
    took "$1" "$(docker image inspect --format '{{.Size}}' "aina-$1:try" | awk '{printf "%.0f MB", $1 / 1e6}')"
}
size() { printf '   %-34s %17s\n' "$1" "$(docker image inspect --format '{{.Size}}' "$1" | awk '{printf "%.0f MB", $1 / 1e6}')"; }
build gateway aina-try-python:gateway
build actions aina-try-python:assistant
build assistant aina-try-python:assistant
for base in aina-try-python:gateway aina-try-python:assistant aina-try-redis; do size "$base"; done
for image in gateway assistant actions; do
    demo=$(docker run --rm --network host --user 0 --entrypoint sh "aina-$image:try" -c "grep -rlsE '^demo: *true' /app /etc/aina" || true)
    [ -z "$demo" ] || fail "The image of $image holds the demo company: $demo"
done

# ------------------------------------------------------------------ compose.yml

step "A company that nobody edited is refused"
if docker run --rm --network host -e REDIS_URL=redis://127.0.0.1:1/0 -v "$docker/company.yml:/etc/aina/company.yml:ro" aina-gateway:try 2>"$work/refused"; then
    fail "The gateway started with the placeholder company."
fi
sed 's/^/    /' "$work/refused"

step "compose.yml, on this machine's network"
mkdir "$work/docker"
cp "$docker"/{compose.yml,company.yml,redis.conf,redis.sh,make-secrets} "$work/docker/"
sed -i -e 's/^name: ""/name: Koeyritys/' -e 's|^site: ""|site: https://koe.example|' -e 's/^phone: ""/phone: "+358 9 000 0000"/' \
    -e 's/^email: ""/email: apu@koe.example/' -e 's/email: "", name: "", surname: ""/email: liisa@koe.example, name: Liisa, surname: Koe/' "$work/docker/company.yml"
"$work/docker/make-secrets"
read -r -a ports <<<"$(python3 -c '
import socket
held = [socket.create_server(("127.0.0.1", 0)) for _ in range(4)]
print(*(one.getsockname()[1] for one in held))')"
python3 "$docker/try/host_network.py" "$work/docker/compose.yml" \
    "gateway=${ports[0]}" "assistant=${ports[1]}" "actions=${ports[2]}" "redis=${ports[3]}" >"$work/docker/compose.host.yml"
export AINA_TAG=try REDIS_IMAGE=aina-try-redis
address=http://127.0.0.1:${ports[0]}
compose config -q
started=$(date +%s.%N)
compose up -d >"$work/up.log" 2>&1 || { cat "$work/up.log" >&2; fail "compose up failed."; }
took "compose up"

container() { compose ps -q "$1"; }
health() { docker inspect --format '{{.State.Health.Status}}' "$(container "$1")"; }
healthy() { # healthy SECONDS PART...
    local until=$((SECONDS + $1)) part
    for part in "${@:2}"; do
        until [ "$(health "$part")" = healthy ]; do
            [ $SECONDS -lt "$until" ] || fail "$part is $(health "$part") after $1 s."
            sleep 0.2
        done
        took "$part is healthy" "($(awk -v a="$started" -v b="$(date +%s.%N)" 'BEGIN {printf "%.1f", b - a}') s after compose up began)"
    done
}
healthy 60 redis gateway actions
healthy 180 assistant

step "As it runs"
for part in gateway assistant actions redis; do
    docker inspect --format "   $part"'	user {{.Config.User}}	read-only {{.HostConfig.ReadonlyRootfs}}	dropped {{.HostConfig.CapDrop}}	{{.HostConfig.SecurityOpt}}' "$(container "$part")"
    [ "$(docker exec "$(container "$part")" id -u)" != 0 ] || fail "$part runs as root."
    if docker exec "$(container "$part")" touch /etc/written 2>/dev/null; then fail "$part can write to its own files."; fi
done
docker stats --no-stream --format '   {{.Name}}	{{.MemUsage}}'
# What the assistant may do in the store: its tracker, and nothing of the conversations.
refused=$(docker exec "$(container redis)" sh -c "REDISCLI_AUTH=\$(cat /run/secrets/tracker_password) redis-cli -p ${ports[3]} --user tracker zrange 'aina:{s0}:queue' 0 -1" 2>&1) || true
case $refused in *NOPERM*) ;; *) fail "The assistant's user can read the queue: $refused" ;; esac
python3 - "$address" <<'READY'
import sys, urllib.request
print("   readyz:", urllib.request.build_opener(urllib.request.ProxyHandler({})).open(sys.argv[1] + "/readyz").read().decode())
READY

step "A customer and a person, through the gateway"
password=$(od -An -N12 -tx1 /dev/urandom | tr -d ' \n')
printf '%s\n' "$password" | docker exec -i "$(container gateway)" with-secrets python -m bot account liisa@koe.example
printf '%s\n' "$password" | python3 "$docker/try/talk.py" "$address" liisa@koe.example Liisa "$work/conversation"
took "the whole way"

step "Redis and the gateway killed with kill -9"
for part in redis gateway; do
    kill -9 "$(docker inspect --format '{{.State.Pid}}' "$(container "$part")")"
done
sleep 1
healthy 60 redis gateway
python3 "$docker/try/talk.py" "$address" --again "$work/conversation"

say ""
say "All of it worked."
