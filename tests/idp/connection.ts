/**
 * Reads and writes the bytes of a connection.
 * @module
 */

/** The next bytes; nothing when the other side has ended. */
export async function readSome(connection: Deno.Conn): Promise<Uint8Array | undefined> {
  const buffer = new Uint8Array(16 * 1024);
  const length = await connection.read(buffer);
  return length === null ? undefined : buffer.subarray(0, length);
}

/**
 * Writes all of the bytes.
 *
 * @param written Called with the number of bytes each time that some are.
 */
export async function writeAll(
  connection: Deno.Conn,
  bytes: Uint8Array,
  written: (length: number) => void = () => {},
): Promise<void> {
  for (let rest = bytes; rest.length > 0;) {
    const length = await connection.write(rest);
    written(length);
    rest = rest.subarray(length);
  }
}

/** What can be read and written. */
export interface ByteStream {
  /** The next bytes; nothing when the other side has ended. */
  read(): Promise<Uint8Array | undefined>;
  write(bytes: Uint8Array): Promise<void>;
}

/** A connection as such a stream. */
export function streamOf(connection: Deno.Conn): ByteStream {
  return {
    read: () => readSome(connection),
    write: (bytes) => writeAll(connection, bytes),
  };
}

/** Hands on what each side sends to the other, until one of them has no more to say. */
export async function join(one: ByteStream, other: ByteStream): Promise<void> {
  await Promise.race([handOn(one, other), handOn(other, one)]);
}

async function handOn(from: ByteStream, to: ByteStream): Promise<void> {
  for (let bytes = await from.read(); bytes; bytes = await from.read()) await to.write(bytes);
}
