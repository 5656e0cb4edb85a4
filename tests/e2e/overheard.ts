/**
 * Reads the output of a process while it runs.
 *
 * @module
 */

/** A stream that is read to its end in the background. */
export class Overheard {
  /** Resolves at the end with the whole output. It must be UTF-8. */
  readonly all: Promise<string>;
  #text = "";
  #ended = false;
  readonly #waiting = new Set<() => void>();

  constructor(stream: ReadableStream<Uint8Array<ArrayBuffer>>) {
    this.all = this.#listen(stream);
  }

  /** The output so far. */
  get text(): string {
    return this.#text;
  }

  /** Resolves when the output matches, or rejects at the end if it does not. */
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
