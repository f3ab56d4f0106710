// The GitHub test server at a port, seeded from a file. A line on standard input makes it as new; its end ends it.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { createEmulator } from "emulate";

const [port, seed] = process.argv.slice(2);
const start = () =>
  createEmulator({ service: "github", port: Number(port), seed: JSON.parse(readFileSync(seed, "utf-8")) });
let emulator = await start();
console.log("listening");
for await (const _ of createInterface({ input: process.stdin })) {
  await emulator.close(); // its own reset keeps how many of an hour's requests were made
  emulator = await start();
  console.log("reset");
}
await emulator.close();
process.exit();
