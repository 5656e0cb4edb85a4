// Imports the JSR packages of this project, so that jsr.ts can check whether they are available.
import "@cliffy/command";
import "@cliffy/prompt/secret";
import "@std/assert";
import "@std/dotenv/parse";
import "@std/testing/bdd";
