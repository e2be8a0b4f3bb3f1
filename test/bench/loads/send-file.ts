/**
 * Sends a file as the body of a POST and waits for the response. Usage: bun send-file.ts PORT PATH FILE. Prints
 * "ready", sends when standard input has a line, and exits with 1 if the request is refused.
 */
import { HttpConnection, requestBytes } from "../http-connection.ts";

const [port, path, file] = process.argv.slice(2);
const request = requestBytes(path!, await Bun.file(file!).bytes());
const connection = await HttpConnection.open(Number(port));
console.log("ready");
for await (const _ of console) break;
const { status, body } = await connection.send(request);
if (status !== 200) {
  console.error(`answered ${status}: ${body}`);
  process.exit(1);
}
process.exit(0);
