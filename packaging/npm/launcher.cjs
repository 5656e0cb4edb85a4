#!/usr/bin/env node
/**
 * The command of the npm package, for Node 18 or newer. It runs the program, which is in another
 * package for each platform: npm installs the one that fits.
 */
"use strict";

const process = require("node:process");
const fs = require("node:fs");
const { constants } = require("node:os");
const { name, version, homepage, optionalDependencies } = require("./package.json");

const isWindows = process.platform === "win32";
const packageFor = (cpu) => `${name}-${process.platform}-${cpu}`;
// Windows on arm64 runs programs for x64.
const needsX64 = isWindows && process.arch === "arm64" &&
  !(packageFor("arm64") in optionalDependencies);
const cpu = needsX64 ? "x64" : process.arch;
const platformPackage = packageFor(cpu);

// The programs for Linux need glibc, which loads them with this file.
const glibcLoaders = {
  x64: "/lib64/ld-linux-x86-64.so.2",
  arm64: "/lib/ld-linux-aarch64.so.1",
};

// A shell's exit statuses for a command that does not exist, and for one that cannot be started.
const NO_PROGRAM = 127;
const NOT_STARTED = 126;

if (isSupported()) {
  const program = findProgram();
  if (program) run(program, process.argv.slice(2));
}

/** Whether there is a program for this platform. Without one, prints why. */
function isSupported() {
  if (!(platformPackage in optionalDependencies)) {
    const problem = `there is no npm package for ${process.platform} on ${process.arch}`;
    return fail(NO_PROGRAM, problem, `${homepage} lists the platforms`);
  }
  const loader = glibcLoaders[cpu];
  if (process.platform !== "linux" || fs.existsSync(loader)) return true;
  return failWithoutGlibc(`${loader} does not exist`);
}

function failWithoutGlibc(reason) {
  const remedy = "on Alpine Linux, use an image with glibc instead, such as node:lts-slim";
  return fail(NO_PROGRAM, `the program needs glibc, and ${reason}`, remedy);
}

/** The path of the program. Without one that can be run, prints why and returns `false`. */
function findProgram() {
  let program;
  try {
    program = require.resolve(`${platformPackage}/gettoken${isWindows ? ".exe" : ""}`);
  } catch {
    // npm does not install it for a Node of musl, even if a package such as gcompat has the loader.
    if (isNodeOfMusl()) return failWithoutGlibc("this Node uses musl");
    // A project has a package.json; the folder of `npm install -g` has none.
    const [root] = __dirname.split(/[\\/]node_modules[\\/]/);
    const place = fs.existsSync(`${root}/package.json`) ? "--no-save" : "-g";
    const remedy = `npm install ${place} --include=optional ${platformPackage}@${version}`;
    return fail(NO_PROGRAM, `the npm package ${platformPackage} is not installed`, remedy);
  }
  try {
    fs.accessSync(program, fs.constants.X_OK);
  } catch {
    return failToExecute(program);
  }
  if (isWhole(program)) return program;
  const remedy = `install ${name} again: the file is damaged`;
  return fail(NOT_STARTED, `${program} does not begin as a program does`, remedy);
}

function isNodeOfMusl() {
  return process.platform === "linux" && !process.report.getReport().header.glibcVersionRuntime;
}

function failToExecute(program) {
  const isMarked = (fs.statSync(program).mode & 0o111) !== 0;
  const remedy = isMarked
    ? `install ${name} on a file system without the mount option noexec`
    : `chmod +x '${program.replaceAll("'", "'\\''")}'`;
  return fail(NOT_STARTED, `${program} is not executable`, remedy);
}

/**
 * Whether the file begins as the programs that the system starts: ELF, Mach-O, PE, or a script with
 * its interpreter. Node hands any other file to a shell, for which an empty file succeeds.
 */
function isWhole(program) {
  const start = Buffer.alloc(4);
  let file;
  try {
    file = fs.openSync(program);
    fs.readSync(file, start);
  } catch {
    // It may be started without being read.
    return true;
  } finally {
    if (file !== undefined) fs.closeSync(file);
  }
  return /^(?:\x7fELF|\xcf\xfa\xed\xfe|MZ|#!)/.test(start.toString("latin1"));
}

/** Runs the program with the streams and the environment of this process. */
function run(program, args) {
  // On Windows, execve() prints a warning and then fails.
  if (!isWindows && process.execve) {
    try {
      // The program replaces this process, and so gets every signal.
      process.execve(program, [program, ...args], process.env);
    } catch {
      // Node does not allow it, or the system refuses the file.
    }
  }
  runAsChild(program, args);
}

/** Runs the program, and ends as it ends. */
function runAsChild(program, args) {
  // The console of Windows sends signals to the child too. There, kill() would end it at once.
  const forward = (signal) => isWindows || child?.kill(signal);
  const signals = ["SIGINT", "SIGTERM", "SIGHUP", isWindows ? "SIGBREAK" : "SIGQUIT"];
  for (const signal of signals) process.on(signal, forward);
  let child;
  try {
    child = require("node:child_process").spawn(program, args, { stdio: "inherit" });
    child.on("error", notStarted);
    child.on("exit", endLike);
  } catch (error) {
    notStarted(error);
  }

  function notStarted({ message }) {
    fail(NOT_STARTED, `cannot run ${program}: ${message}`, `${homepage} lists the requirements`);
  }
}

/** Ends with the status of the program, or by the signal that ended it. */
function endLike(status, signal) {
  if (signal === null) process.exit(status);
  // For the signals that do not end Node: it ignores some.
  process.exitCode = 128 + constants.signals[signal];
  process.removeAllListeners(signal);
  // This one starts the debugger of Node.
  if (signal !== "SIGUSR1") process.kill(process.pid, signal);
}

function fail(status, problem, remedy) {
  process.stderr.write(`gettoken: ${problem}\n  → ${remedy}\n`);
  process.exitCode = status;
  return false;
}
