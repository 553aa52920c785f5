#!/bin/sh
# Installs what the browser tests want where it is missing and this user may, and says so where it may not: Debian's
# Chromium, CJK fonts and Java, and from npm the checkers of pages that package.json names.
set -u
if [ "$(id -u)" = 0 ]; then sudo=; else sudo='sudo -n'; fi
may_install() { command -v apt-get >/dev/null && $sudo true 2>/dev/null; }
install() {
    export DEBIAN_FRONTEND=noninteractive
    $sudo apt-get update -qq && $sudo apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

if ! [ -x /usr/bin/chromium ] || ! fc-list :lang=zh 2>/dev/null | grep -q .; then
    may_install && install chromium fonts-noto-cjk fontconfig ||
        echo 'No /usr/bin/chromium with a Chinese font, and none may be installed: the browser tests will be skipped.' >&2
fi
if ! command -v java >/dev/null || ! command -v npm >/dev/null; then
    may_install && install default-jre-headless npm ||
        echo 'No Java or npm, and none may be installed: the checks of HTML by vnu and html-validate will be skipped.' >&2
fi

here=$(dirname "$0")
if command -v npm >/dev/null && ! cmp -s "$here/package.json" "$here/node_modules/.installed"; then
    npm install --prefix "$here" --ignore-scripts --no-audit --no-fund --no-package-lock --silent >/dev/null 2>&1 &&
        cp "$here/package.json" "$here/node_modules/.installed" ||
        echo 'npm could not install the checkers of HTML: their tests will be skipped.' >&2
fi
