#!/bin/sh
# Runs an application and mlsvc beside it in one container. The arguments are the application's command:
#
#   ENTRYPOINT ["/app/entrypoint.sh"]
#   CMD ["java", "-jar", "app.jar"]
#
# 1. `mlsvc --reconcile`; when it fails, the script ends with its exit code and nothing is started.
# 2. The application and mlsvc are started. When mlsvc ends, it is started again after a pause.
# 3. SIGTERM, SIGINT and SIGHUP are each forwarded to the application as SIGTERM, and SIGQUIT (a thread dump of a JVM) as
#    SIGQUIT. mlsvc receives none of them, because the application may need it while it drains.
# 4. When the application has ended, mlsvc gets one SIGTERM, and the script waits for its end (SHUTDOWN_GRACE_SECONDS).
# 5. The exit code is that of the application: 128+n if signal n ended it. It is 143 if a signal ended the script before the
#    application was started.
#
# Environment:
#   MLSVC_PATH              path of the executable (default: mlsvc in the folder of this script)
#   MLSVC_RECONCILE         required (default): see 1.
#                           optional: the application is started even if `mlsvc --reconcile` fails
#                           off: `mlsvc --reconcile` is not run, for an application that creates the tables when it first
#                           starts; mlsvc reconciles by itself as soon as they exist
#   MLSVC_RESTART_SECONDS   longest pause before mlsvc is started again (default: 30); the first pause is one second, and
#                           each further one is twice as long
#   MLSVC_HEALTHY_SECONDS   when mlsvc has run for this long, the next pause is one second again (default: 60)
#
# POSIX sh, without `set -e`: if the script ended early, nothing would wait for the application to drain.
set -u

mlsvc=${MLSVC_PATH:-$(dirname "$0")/mlsvc}
mode=${MLSVC_RECONCILE:-required}
longest_pause=${MLSVC_RESTART_SECONDS:-30}
healthy=${MLSVC_HEALTHY_SECONDS:-60}

# The process that this shell waits for; empty before that can receive signals, and after its end.
child=
# The signals that arrived while $child was empty.
pending=
# Set when this shell was asked to stop.
stopping=
# Set whenever a trap has run.
interrupted=

log() {
  echo "entrypoint: $*" >&2
}

# Forwards the signal $1 to the child, now or as soon as there is one.
forward() {
  interrupted=1
  if [ -n "$child" ]; then kill -s "$1" "$child" 2>/dev/null; else pending="$pending $1"; fi
}

# Ends the script with code 2 when the value $2 of the variable $1 is not a whole number.
check_seconds() {
  case $2 in
    *[!0-9]* | 0?*)
      log "$1 must be a whole number of seconds, not \"$2\""
      exit 2
      ;;
  esac
}

# Waits for the process $1 and sets $code to its exit code. `wait` returns early, with a meaningless code, when a trap has
# run. It is therefore repeated; it then returns 127 if the previous call had already returned the exit code.
await() {
  code=
  while :; do
    interrupted=
    wait "$1"
    status=$?
    [ "$status" -ne 127 ] || [ -z "$code" ] || return 0
    code=$status
    [ -n "$interrupted" ] || return 0
  done
}

# Runs a command to its end and sets $code to its exit code.
run() {
  "$@" &
  started=$!
  # Until the forked shell has become the command, it would swallow a signal. The traps run after the sleep.
  sleep 1
  child=$started
  for signal in $pending; do forward "$signal"; done
  pending=
  await "$child"
  child=
}

# Runs `mlsvc --reconcile` until it ends or is stopped, and sets $code to its exit code.
reconcile() {
  "$mlsvc" --reconcile &
  child=$!
  # Unlike TERM, KILL also works before the forked shell has become the command.
  [ -z "$stopping" ] || forward KILL
  await "$child"
  child=
}

# Keeps mlsvc running until SIGUSR1 arrives, and then ends it. Runs in a subshell.
keep_mlsvc() {
  stopping=
  pending=
  trap 'interrupted=1' TERM INT HUP QUIT
  trap 'stopping=1; forward TERM' USR1
  # mlsvc gets a session of its own: Ctrl-C, or an init that signals the whole process group, must not end it before the
  # application.
  session=$(command -v setsid)
  pause=1
  while [ -z "$stopping" ]; do
    began=$(date +%s)
    run ${session:+"$session"} "$mlsvc"
    [ -z "$stopping" ] || break
    [ $(($(date +%s) - began)) -lt "$healthy" ] || pause=1
    case $code in
      2 | 126 | 127)
        pause=$longest_pause
        log "mlsvc cannot start (exit code $code; it said why): the application goes on without it; next try in $pause s"
        ;;
      *) log "mlsvc ended (exit code $code); it is started again in $pause s" ;;
    esac
    left=$pause
    while [ "$left" -gt 0 ] && [ -z "$stopping" ]; do
      sleep 1
      left=$((left - 1))
    done
    pause=$((pause * 2))
    [ "$pause" -le "$longest_pause" ] || pause=$longest_pause
  done
}

trap 'stopping=1; forward KILL' TERM INT HUP
trap 'interrupted=1' QUIT

if [ $# -eq 0 ]; then
  log "no command for the application; give one, such as: CMD [\"java\", \"-jar\", \"app.jar\"]"
  exit 2
fi
check_seconds MLSVC_RESTART_SECONDS "$longest_pause"
check_seconds MLSVC_HEALTHY_SECONDS "$healthy"
if [ ! -x "$mlsvc" ]; then
  log "no executable at $mlsvc; set MLSVC_PATH"
  exit 2
fi
code=0
case $mode in
  off) ;;
  required | optional) reconcile ;;
  *)
    log "MLSVC_RECONCILE must be required, optional or off, not \"$mode\""
    exit 2
    ;;
esac
pending=
trap 'forward TERM' TERM INT HUP
trap 'forward QUIT' QUIT
[ -z "$stopping" ] || exit 143
if [ "$code" -ne 0 ] && [ "$mode" = required ]; then
  log "mlsvc --reconcile failed (exit code $code): nothing is started; MLSVC_RECONCILE=optional starts the" \
    "application all the same, MLSVC_RECONCILE=off leaves --reconcile out"
  exit "$code"
fi

keep_mlsvc &
keeper=$!
run "$@"
application_code=$code
kill -s USR1 "$keeper" 2>/dev/null
await "$keeper"
exit "$application_code"
