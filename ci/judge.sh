#!/bin/sh
# Start a system, judge it, stop it: what a job of a CI does. Ends as `ocpp-conformance run` ends.
#
#   START   the command that starts the system, run by sh in the background; empty where it runs already
#   OUTPUT  the folder of the report, ocpp-conformance unless given; what the system prints is in system.log there
#   words behind the script's name are options of `run`: sh ci/judge.sh --csms ws://127.0.0.1:9000/ocpp --known known.toml
set -u
OUTPUT=${OUTPUT:-ocpp-conformance}
mkdir -p "$OUTPUT"

system=
stop() {
    [ -n "$system" ] || return 0
    kill -- "-$system" 2>/dev/null || kill "$system" 2>/dev/null
    tries=0 # it and what it had started have ten seconds to end
    while kill -s 0 -- "-$system" 2>/dev/null && [ "$tries" -lt 100 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
    kill -s KILL -- "-$system" 2>/dev/null
    wait "$system" 2>/dev/null || true
}
trap stop EXIT
trap 'exit 143' TERM
trap 'exit 130' INT

if [ -n "${START:-}" ]; then
    # in a process group of its own, so that what it starts is stopped with it
    $(command -v setsid) sh -c "$START" >"$OUTPUT/system.log" 2>&1 </dev/null &
    system=$!
fi

ocpp-conformance run "$@" --output "$OUTPUT" --connect-timeout "${CONNECT_TIMEOUT:-60}"
code=$?
if [ "$code" = 10 ] && [ -n "${START:-}" ]; then
    echo "the system printed, last:"
    tail -n 20 "$OUTPUT/system.log"
fi
exit "$code"
