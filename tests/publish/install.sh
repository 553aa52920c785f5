#!/bin/sh
# Installs Debian's nginx where it is missing and this user may; without it the tests of the documented server are skipped.
set -u
if [ -x /usr/sbin/nginx ] || command -v nginx >/dev/null; then exit 0; fi
if [ "$(id -u)" = 0 ]; then sudo=; else sudo='sudo -n'; fi
if command -v apt-get >/dev/null && $sudo true 2>/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    $sudo apt-get update -qq && $sudo apt-get install -y -qq --no-install-recommends nginx-light >/dev/null && exit 0
fi
echo 'No nginx, and none may be installed: the tests of the documented server will be skipped.' >&2
