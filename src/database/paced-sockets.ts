import { Socket } from "node:net";

const WINDOW_MS = 1000;
/** Enough for a whole pool that connects at once, and once more. */
const MOST_ATTEMPTS = 10;

/**
 * Makes the sockets of one client. A server that takes connections and ends them at once, as a proxy does whose
 * database is gone, is away: postgres.js by itself would try again without a pause, a thousand times a second.
 * Throws then, which fails the statement that wanted a connection.
 */
export function pacedSockets(host: string, port: number): () => Socket {
  let attempts: number[] = [];
  return () => {
    const now = performance.now();
    attempts = attempts.filter((time) => now - time < WINDOW_MS);
    if (attempts.length >= MOST_ATTEMPTS) throw new Error("the server ends every connection at once");
    attempts.push(now);
    const socket = new Socket();
    if (host.includes("/")) socket.connect(`${host}/.s.PGSQL.${port}`);
    else socket.connect(port, host);
    // postgres.js asks the socket for the name that a certificate must bear.
    return Object.assign(socket, { host, port });
  };
}
