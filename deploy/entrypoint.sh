#!/bin/sh
# Runs an application and mlsvc beside it in one container. The arguments are the application's command:
#
#   ENTRYPOINT ["/app/entrypoint.sh"]
#   CMD ["java", "-jar", "app.jar"]
#
# 1. `mlsvc --reconcile`; when it fails, the script ends with its exit code and nothing is started.
# 2. The application and mlsvc are started. When mlsvc ends, it is started again after a pause.
# 3. SIGTERM, SIGINT and SIGHUP reach the application as SIGTERM, each of them; SIGQUIT (a thread dump of a JVM) reaches
#    it as it is. mlsvc hears none of them: the application may need it while it drains.
# 4. When the application has ended, mlsvc gets one SIGTERM and the time it needs (SHUTDOWN_GRACE_SECONDS).
# 5. The exit code is the application's; 128+n when signal n ended it, 143 when the script was ended before its start.
#
# Environment:
#   MLSVC_PATH              the executable (mlsvc beside this script)
#   MLSVC_RECONCILE         required: see 1. (the default)
#                           optional: the application starts even when it fails
#                           off: left out, for an application that creates the tables when it first starts; mlsvc
#                           reconciles by itself as soon as they are there
#   MLSVC_RESTART_SECONDS   longest pause before mlsvc is started again (30); the first is one second, each next twice
#                           as long
#   MLSVC_HEALTHY_SECONDS   after so long a life of mlsvc the pauses begin at one second again (60)
#
# POSIX sh, without `set -e`: a script that ends early would leave the application draining on its own.
set -u

mlsvc=${MLSVC_PATH:-$(dirname "$0")/mlsvc}
mode=${MLSVC_RECONCILE:-required}
longest_pause=${MLSVC_RESTART_SECONDS:-30}
healthy=${MLSVC_HEALTHY_SECONDS:-60}

# The process that this shell waits for; empty before it can hear a signal and after its end.
child=
# Signals that came while there was none.
held=
# Set when this shell was asked to stop, and whenever a trap has run.
asked=
woken=

say() {
  echo "entrypoint: $*" >&2
}

pass() {
  woken=1
  if [ -n "$child" ]; then kill -s "$1" "$child" 2>/dev/null; else held="$held $1"; fi
}

# Ends the script with code 2 when the value $2 of the variable $1 is not a whole number.
check_seconds() {
  case $2 in
    *[!0-9]* | 0?*)
      say "$1 must be a whole number of seconds, not \"$2\""
      exit 2
      ;;
  esac
}

# Waits for the process $1; $code becomes its exit code. `wait` returns early when a trap has run, with a code that
# means nothing; and it knows a process no longer (127) when it had returned the code in the moment the trap ran.
await() {
  code=
  while :; do
    woken=
    wait "$1"
    status=$?
    [ "$status" -ne 127 ] || [ -z "$code" ] || return 0
    code=$status
    [ -n "$woken" ] || return 0
  done
}

# Runs a command to its end; $code becomes its exit code.
run() {
  "$@" &
  started=$!
  # A forked shell that is not the command yet would swallow a signal. The traps run when the second is over.
  sleep 1
  child=$started
  for signal in $held; do pass "$signal"; done
  held=
  await "$child"
  child=
}

# `mlsvc --reconcile`, to its end or to a stop; $code becomes its exit code.
reconcile() {
  "$mlsvc" --reconcile &
  child=$!
  # KILL is heard at any moment.
  [ -z "$asked" ] || pass KILL
  await "$child"
  child=
}

# Keeps mlsvc running until SIGUSR1 comes; then ends it. Runs in a shell of its own.
keep_mlsvc() {
  asked=
  held=
  trap 'woken=1' TERM INT HUP QUIT
  trap 'asked=1; pass TERM' USR1
  # A session of its own: a Ctrl-C, or an init that signals the whole group, must not end it before the application.
  session=$(command -v setsid)
  pause=1
  while [ -z "$asked" ]; do
    began=$(date +%s)
    run ${session:+"$session"} "$mlsvc"
    [ -z "$asked" ] || break
    [ $(($(date +%s) - began)) -lt "$healthy" ] || pause=1
    case $code in
      2 | 126 | 127)
        pause=$longest_pause
        say "mlsvc cannot start (exit code $code; it said why): the application goes on without it; next try in $pause s"
        ;;
      *) say "mlsvc ended (exit code $code); it is started again in $pause s" ;;
    esac
    left=$pause
    while [ "$left" -gt 0 ] && [ -z "$asked" ]; do
      sleep 1
      left=$((left - 1))
    done
    pause=$((pause * 2))
    [ "$pause" -le "$longest_pause" ] || pause=$longest_pause
  done
}

trap 'asked=1; pass KILL' TERM INT HUP
trap 'woken=1' QUIT

if [ $# -eq 0 ]; then
  say "no command for the application; give one, such as: CMD [\"java\", \"-jar\", \"app.jar\"]"
  exit 2
fi
check_seconds MLSVC_RESTART_SECONDS "$longest_pause"
check_seconds MLSVC_HEALTHY_SECONDS "$healthy"
if [ ! -x "$mlsvc" ]; then
  say "no executable at $mlsvc; set MLSVC_PATH"
  exit 2
fi
code=0
case $mode in
  off) ;;
  required | optional) reconcile ;;
  *)
    say "MLSVC_RECONCILE must be required, optional or off, not \"$mode\""
    exit 2
    ;;
esac
held=
trap 'pass TERM' TERM INT HUP
trap 'pass QUIT' QUIT
[ -z "$asked" ] || exit 143
if [ "$code" -ne 0 ] && [ "$mode" = required ]; then
  say "mlsvc --reconcile failed (exit code $code): nothing is started; MLSVC_RECONCILE=optional starts the" \
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
