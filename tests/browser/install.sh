#!/bin/sh
# Installs Debian's Chromium and CJK fonts where they are missing and this user may; says so where it may not.
set -u
if [ -x /usr/bin/chromium ] && fc-list :lang=zh 2>/dev/null | grep -q .; then exit 0; fi
if [ "$(id -u)" = 0 ]; then sudo=; else sudo='sudo -n'; fi
if command -v apt-get >/dev/null && $sudo true 2>/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    $sudo apt-get update -qq && $sudo apt-get install -y -qq chromium fonts-noto-cjk fontconfig >/dev/null && exit 0
fi
echo 'No /usr/bin/chromium with a Chinese font, and none may be installed: the browser tests will be skipped.' >&2
