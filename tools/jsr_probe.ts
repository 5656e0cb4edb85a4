// The JSR modules that this project uses. Loading this file tells whether they
// can be had here: see jsr.ts.
import "@cliffy/command";
import "@cliffy/prompt/secret";
import "@std/assert";
import "@std/dotenv/parse";
import "@std/testing/bdd";
