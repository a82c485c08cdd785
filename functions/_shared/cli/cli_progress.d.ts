/** The part of cli-progress 3.12 in use: its published types bring Node's with them, which change those of Deno. */

/** Options of a bar. */
export interface Options {
  format: string;
  barCompleteChar: string;
  barIncompleteChar: string;
  barsize: number;
  stream: unknown;
  clearOnComplete: boolean;
  hideCursor: boolean;
  /** Most redraws a second, 10 unless told. */
  fps: number;
}

/** One bar; draws nothing where its stream is no terminal. */
export class SingleBar {
  constructor(options: Options);
  start(total: number, value: number, payload: Record<string, string>): void;
  update(value: number, payload: Record<string, string>): void;
  stop(): void;
}
