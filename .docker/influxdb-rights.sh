#!/bin/bash
# InfluxDB's image runs this once, after it has made organisation and bucket. The service gets a
# token that reaches the bucket and its database mapping, Grafana a user that may read the bucket.
set -euo pipefail

influx v1 dbrp create --org "$DOCKER_INFLUXDB_INIT_ORG" --default \
  --bucket-id "$DOCKER_INFLUXDB_INIT_BUCKET_ID" --db "$DOCKER_INFLUXDB_INIT_BUCKET" --rp autogen \
  >/dev/null

influx v1 auth create --org "$DOCKER_INFLUXDB_INIT_ORG" --description grafana \
  --username grafana --password "$INFLUXDB_GRAFANA_PASSWORD" \
  --read-bucket "$DOCKER_INFLUXDB_INIT_BUCKET_ID" >/dev/null

umask 077
influx auth create --org "$DOCKER_INFLUXDB_INIT_ORG" --description paulownia --json \
  --read-bucket "$DOCKER_INFLUXDB_INIT_BUCKET_ID" \
  --write-bucket "$DOCKER_INFLUXDB_INIT_BUCKET_ID" \
  --read-dbrps --write-dbrps |
  sed -n 's/.*"token": *"\([^"]*\)".*/\1/p' >/home/influxdb/paulownia.token
test -s /home/influxdb/paulownia.token
