import { SESSIONS } from "./demo-load.ts";

/** What the demo says that it does; its recording is compared with it. */
export const steps = {
  come: `${SESSIONS} clients come: WebSockets and event streams that stay, and requests between them. Pods are added; sessions that are there stay where they are, new ones go to the new pods`,
  kill: "kill -9 of the lookup service; the gateway goes on without it",
  back: "The lookup service comes back",
  resumed: "The gateway routes by the lookup service again",
  leave:
    "Most clients come no more. Pods that are not needed get no new clients, and keep those they have until these leave by themselves",
  gone: "The last pod that was not needed is gone",
} as const;
