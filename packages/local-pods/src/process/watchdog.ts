/** File descriptor on which a started shell finds the lifeline to the process that started it. */
export const LIFELINE_FD = 3;

const GRACE_SECONDS = 5;

/**
 * A shell script that becomes the command in its arguments, and leaves a watchdog in the command's
 * process group. The watchdog reads the lifeline, whose other end only the supervisor holds. It ends
 * when the supervisor is gone, however that died: then the watchdog sends SIGTERM to the command,
 * and SIGKILL to the group once the command has ended or five seconds have passed.
 *
 * - The watchdog is there before the command starts, so no command is ever without one.
 * - It is no child of the command: a server that waits for its children never meets it.
 * - As long as it lives, the system gives the number of the process group to nobody else.
 */
export const WATCHDOG_SCRIPT = `
( (
  trap '' TERM INT HUP
  read -r _ <&${LIFELINE_FD}
  kill -TERM $$
  seconds=0
  while [ $seconds -lt ${GRACE_SECONDS} ] && kill -0 $$; do
    sleep 1
    seconds=$((seconds + 1))
  done
  kill -KILL -$$
) </dev/null >/dev/null 2>&1 & )
exec ${LIFELINE_FD}<&-
exec "$@"
`;
