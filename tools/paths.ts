import { fileURLToPath } from "node:url";

/** The top folder of the project, wherever a tool is started from. */
export const projectDir = fileURLToPath(new URL("..", import.meta.url));

/** Where tools keep what can be made again. Never in git. */
export const cacheDir = fileURLToPath(new URL("../.cache", import.meta.url));
