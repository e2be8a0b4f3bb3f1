/** A bare `Bun.serve` that performs one prepared SELECT by primary key for each request, and nothing else. */
import postgres from "postgres";

const sql = postgres(process.env.DATABASE_URL!, { prepare: true });

Bun.serve({
  hostname: "127.0.0.1",
  port: Number(process.env.PORT),
  async fetch(request) {
    const { url } = request;
    if (url.endsWith("/api/health")) return new Response("{}");
    const runId = url.slice(url.lastIndexOf("=") + 1);
    const [run] = await sql`select id, run_status from model_runs where id = ${runId}`;
    return new Response(`{"status":"success","model_run_id":${run!.id},"predictions":[1]}`, {
      headers: { "Content-Type": "application/json" },
    });
  },
});
