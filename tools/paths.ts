import { fileURLToPath } from "node:url";

/** The root folder of the project. */
export const projectDir = fileURLToPath(new URL("..", import.meta.url));

/** The folder for files that tools can create again. Not in git. */
export const cacheDir = fileURLToPath(new URL("../.cache", import.meta.url));
