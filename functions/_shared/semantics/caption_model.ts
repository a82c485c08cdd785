import model from "./prompt_model.json" with { type: "json" };

/**
 * Captions as a sequence of pieces of a shared dictionary: frequent words with the space before them, frequent parts of
 * words, and all 256 bytes, so that any UTF-8 text has a coding. Symbol 0 ends a caption, 1…256 are bytes, the rest pieces.
 */

/** Ends a caption. */
export const END = 0;
const FIRST_BYTE = 1, FIRST_PIECE = 257;

const pieces: readonly string[] = model.pieces;
/** Frequency of each symbol after ASCII text, and at the beginning. */
const plainTable = Uint16Array.from(model.caption);
/** After a byte beyond ASCII another one is likely: continuation bytes most of all. */
const foreignTable = plainTable.map((frequency, symbol) => {
  const byte = symbol - FIRST_BYTE;
  const bonus = byte < 0x80 || byte > 0xf4 ? 0 : byte < 0xc0 ? 300 : byte < 0xe0 ? 120 : 300;
  return (frequency >> 3) + 1 + bonus;
});

/** The arithmetic coder's table for the symbol that follows `before` (undefined at the beginning). */
export function captionTable(before: number | undefined): Uint16Array {
  const foreign = before !== undefined && before >= FIRST_BYTE + 0x80 && before < FIRST_PIECE;
  return foreign ? foreignTable : plainTable;
}

const [plainCosts, foreignCosts] = [plainTable, foreignTable].map((table) => {
  const total = table.reduce((sum, frequency) => sum + frequency, 0);
  return Float64Array.from(table, (frequency) => Math.log2(total / frequency));
});
// Pieces are ASCII, so their bytes are their characters.
const symbols = new Map(pieces.map((piece, i) => [piece, FIRST_PIECE + i]));
const longest = pieces.reduce((most, piece) => Math.max(most, piece.length), 1);

/** The cheapest coding of a caption under the shared frequencies, with the end. Costs no more than linear time. */
export function captionSymbols(caption: string): number[] {
  const bytes = new TextEncoder().encode(` ${caption}`);
  // Bytes beyond ASCII become characters that no piece has.
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  const cost = new Float64Array(bytes.length + 1).fill(Infinity);
  const last = new Int32Array(bytes.length + 1);
  cost[0] = 0;
  for (let at = 0; at < bytes.length; at++) {
    // Pieces are ASCII, so the byte before tells the table whatever the parse.
    const costs = at > 0 && bytes[at - 1] >= 0x80 ? foreignCosts : plainCosts;
    const offer = (symbol: number, length: number) => {
      const sum = cost[at] + costs[symbol];
      if (sum < cost[at + length]) {
        cost[at + length] = sum;
        last[at + length] = symbol;
      }
    };
    offer(FIRST_BYTE + bytes[at], 1);
    for (let length = 1; length <= Math.min(longest, bytes.length - at); length++) {
      const symbol = symbols.get(text.slice(at, at + length));
      if (symbol !== undefined) offer(symbol, length);
    }
  }
  const out = [END];
  for (let at = bytes.length; at > 0; at -= symbolLength(last[at])) out.push(last[at]);
  return out.reverse();
}

/** Bytes that a symbol stands for. */
export function symbolLength(symbol: number): number {
  if (symbol === END) return 0;
  return symbol < FIRST_PIECE ? 1 : pieces[symbol - FIRST_PIECE].length;
}

/** The caption of a sequence of symbols without the end; undefined where they are not UTF-8 text after a space. */
export function captionText(coded: readonly number[]): string | undefined {
  const bytes = coded.flatMap((symbol) =>
    symbol < FIRST_PIECE
      ? [symbol - FIRST_BYTE]
      : Array.from(pieces[symbol - FIRST_PIECE], (character) => character.charCodeAt(0))
  );
  if (bytes[0] !== 0x20) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes.slice(1)));
  } catch {
    return undefined;
  }
}
