#!/usr/bin/env bash
# Brings what tests need of brokers on Debian, from its packages: Redis, RabbitMQ, NATS, and Java with Maven, which fetches Kafka
# once. Nothing is left running: tests start servers of their own, on free ports, and end them.
#
#     npm run servers:install
set -euo pipefail

missing=()
while read -r program package; do
  command -v "$program" >/dev/null || missing+=("$package")
done <<'END'
redis-server redis-server
rabbitmq-server rabbitmq-server
nats-server nats-server
java openjdk-17-jre-headless
mvn maven
END

# A server that was built for this project is as good as the one on PATH.
if compgen -G "${XDG_CACHE_HOME:-$HOME/.cache}"/boardwalk/nats-server-*/nats-server >/dev/null; then
  missing=("${missing[@]/nats-server/}")
fi
wanted=()
for package in "${missing[@]}"; do [[ -n $package ]] && wanted+=("$package"); done
if ((${#wanted[@]} == 0)); then exit 0; fi

if ! command -v apt-get >/dev/null; then
  echo "Install ${wanted[*]}: this is no Debian, so it is left to you." >&2
  exit 1
fi
as_root=()
if (($(id -u) != 0)); then as_root=(sudo); fi
echo "Installing ${wanted[*]}" >&2

# Debian starts what it installs, unless this file says no.
guard=/usr/sbin/policy-rc.d
if [[ ! -e $guard ]]; then
  printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$guard" >/dev/null
  "${as_root[@]}" chmod +x "$guard"
  trap '"${as_root[@]}" rm -f "$guard"' EXIT
fi
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${wanted[@]}" >&2
