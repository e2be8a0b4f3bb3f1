import { EXECUTABLE } from "../../service-process.ts";
import type { Participant } from "./participant.ts";

/** The compiled executable with its default settings, except for a higher limit on bodies, for 310 MB. */
export const MLSVC: Participant = {
  name: "mlsvc",
  command: () => [EXECUTABLE],
  environment: (port, databaseUrl) => ({
    PORT: String(port),
    DATABASE_URL: databaseUrl,
    MAX_BODY_BYTES: "500000000",
  }),
};
