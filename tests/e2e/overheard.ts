/**
 * What a process says, while it says it.
 *
 * @module
 */

/** A stream that is read to its end, and of which one need not await the end. */
export class Overheard {
  /** Settles at its end with all that it said. It has to be UTF-8. */
  readonly all: Promise<string>;
  #text = "";
  #ended = false;
  readonly #waiting = new Set<() => void>();

  constructor(stream: ReadableStream<Uint8Array<ArrayBuffer>>) {
    this.all = this.#listen(stream);
  }

  /** Settles when something was said, or fails at the end if it was not. */
  async said(what: RegExp): Promise<void> {
    while (!what.test(this.#text)) {
      if (this.#ended) throw new Error(`Did not say ${what}, but:\n${this.#text}`);
      await new Promise<void>((more) => this.#waiting.add(more));
    }
  }

  async #listen(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    try {
      for await (const bytes of stream) this.#hear(decoder.decode(bytes, { stream: true }));
      this.#hear(decoder.decode());
    } finally {
      this.#ended = true;
      this.#hear("");
    }
    return this.#text;
  }

  #hear(text: string): void {
    this.#text += text;
    for (const more of this.#waiting) more();
    this.#waiting.clear();
  }
}
