#!/bin/sh
# Installs the servers and the browser that the tests need, or says which command does.
set -eu
packages="mosquitto mosquitto-clients influxdb influxdb-client victoria-metrics chromium fonts-noto-cjk"
missing=""
for package in $packages; do
  dpkg -s "$package" >/dev/null 2>&1 || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
install="apt-get update && apt-get install -y --no-install-recommends$missing"
if [ "$(id -u)" -ne 0 ]; then
  echo "The tests need servers that are not installed here. Run this once, then start again:" >&2
  echo "  sudo sh -c '$install'" >&2
  exit 1
fi
echo "Installing$missing ..."
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends $missing >/dev/null
