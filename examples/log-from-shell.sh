#!/bin/sh
# Logs a run to Lossboard with nothing but curl: one request a point.
#
#   examples/log-from-shell.sh [steps]
#   LOSSBOARD_URL=http://gpu:4680 examples/log-from-shell.sh
set -eu

url="${LOSSBOARD_URL:-http://127.0.0.1:4680}/api/v1"
steps="${1:-20}"
run="shell-$(date +%s)-$$" # ids may be our own, so that creating the run can be retried

# METHOD PATH BODY: prints the answer; fails with the server's own words when it refuses.
# A retry can do no harm here: every body says its step or its id.
send() {
  curl --silent --show-error --fail-with-body --retry 5 --retry-connrefused --max-time 30 \
    --request "$1" "$url$2" --header 'content-type: application/json' --data "$3"
}

send POST /runs "{\"id\": \"$run\", \"project\": \"examples\", \"name\": \"from a shell\", \"tags\": [\"example\"]}" >/dev/null
trap 'send PATCH "/runs/$run" "{\"state\": \"failed\", \"reason\": \"the script was ended\"}" >/dev/null; exit 1' INT TERM

step=1
while [ "$step" -le "$steps" ]; do
  loss=$(awk "BEGIN { print 1 / sqrt($step) }") # your training goes here
  answer=$(send POST "/runs/$run/log" "{\"step\": $step, \"metrics\": {\"train/loss\": $loss}}")
  case "$answer" in *'"stop":true'*) state=stopped && break ;; esac # somebody clicked Stop
  step=$((step + 1))
done

send POST "/runs/$run/log" '{"text": "the loop has ended"}' >/dev/null
send PATCH "/runs/$run" "{\"state\": \"${state:-finished}\"}" >/dev/null
echo "${url%/api/v1}/runs/$run"
