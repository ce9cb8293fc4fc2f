import { WebSocket } from "ws";
import { ANSWER_TIMEOUT_MS, answerOf, type Client, type Visit } from "./client.ts";

/** How long the other side has to answer our goodbye. */
const GOODBYE_TIMEOUT_MS = 1_000;
const SWITCHING_PROTOCOLS = 101;

/** Opens a WebSocket, keeps it for the time of a session, and leaves. */
export const webSocketClient: Client = ({ url, sessionMs, leave, onAnswer }) =>
  new Promise((resolve) => {
    const target = new URL(url);
    target.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(target, { handshakeTimeout: ANSWER_TIMEOUT_MS, perMessageDeflate: false });
    let visit: Visit = "failed";
    let session: NodeJS.Timeout | undefined;
    let goodbye: NodeJS.Timeout | undefined;

    const endSession = (): void => {
      if (socket.readyState <= WebSocket.OPEN) visit = "completed";
      socket.close(1000);
      goodbye = setTimeout(() => socket.terminate(), GOODBYE_TIMEOUT_MS);
    };
    socket.once("upgrade", (response) => {
      visit = "dropped";
      onAnswer(answerOf(SWITCHING_PROTOCOLS, response.headers));
    });
    socket.once("open", () => {
      session = setTimeout(endSession, sessionMs);
    });
    // A refused or broken connection closes as well; that is where the visit ends.
    socket.on("error", () => {});
    socket.once("close", () => {
      clearTimeout(session);
      clearTimeout(goodbye);
      leave.removeEventListener("abort", endSession);
      resolve(visit);
    });
    leave.addEventListener("abort", endSession, { once: true });
  });
