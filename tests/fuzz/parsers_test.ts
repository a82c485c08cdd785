/** Properties of everything that reads what others write, for whatever fast-check can think of; a failure prints its seed. */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { SemcastError } from "../../functions/_shared/errors.ts";
import { ENVIRONMENT, loadConfig } from "../../functions/_shared/http/config.ts";
import { OPTION_FIELDS, parseOptions, transmitOptionsSchema } from "../../functions/_shared/options.ts";
import { names } from "../../functions/_shared/http/fields.ts";
import { parse, payloadOf, SECTION_KINDS } from "../../functions/_shared/packet/index.ts";
import { Random } from "../../functions/_shared/random.ts";
import { promptSchema } from "../../functions/_shared/semantics/prompt.ts";
import { decodePrompt, encodePrompt, PROMPT_BYTES } from "../../functions/_shared/semantics/prompt_codec.ts";
import { photoPacket } from "../packet/photo_packet.ts";
import { detailedPrompt, plainPrompt } from "../semantics/random_prompt.ts";

const RUNS = { numRuns: 2000 };
const whole = photoPacket(21);
const intact = parse(whole);

/** What a parser gives, or undefined where it refuses as the caller's fault; anything else that it throws is a bug. */
function orRefused<T>(parser: () => T): T | undefined {
  try {
    return parser();
  } catch (error) {
    const codes = ["malformed", "unsupported", "invalid-argument", "too-large"];
    assert(error instanceof SemcastError && codes.includes(error.code), String(error));
    assert(error.message.length < 2000, `A message of ${error.message.length} characters`);
    return undefined;
  }
}

Deno.test("packet: any bytes are parsed or refused", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => void orRefused(() => parse(bytes))),
    RUNS,
  );
});

Deno.test("packet: however bytes of a good one are changed, cut or added, no section that counts as good differs", () => {
  const change = fc.record({ at: fc.nat(whole.length - 1), byte: fc.integer({ min: 0, max: 255 }) });
  const changes = fc.array(change, { maxLength: 12 });
  fc.assert(
    fc.property(changes, fc.nat(whole.length), fc.uint8Array({ maxLength: 40 }), (changed, length, tail) => {
      const bytes = new Uint8Array([...whole.subarray(0, length), ...tail]);
      for (const { at, byte } of changed) if (at < bytes.length) bytes[at] = byte;
      const packet = orRefused(() => parse(bytes));
      if (packet === undefined) return;
      for (const kind of SECTION_KINDS) {
        const payload = payloadOf(packet, kind);
        if (payload !== undefined) assertEquals(payload, payloadOf(intact, kind), kind);
      }
    }),
    RUNS,
  );
});

Deno.test("prompt: any bytes decode to a valid prompt or are refused", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: PROMPT_BYTES }), (bytes) => {
      const prompt = orRefused(() => decodePrompt(bytes));
      if (prompt !== undefined) assert(promptSchema.safeParse(prompt).success, JSON.stringify(prompt));
    }),
    RUNS,
  );
});

Deno.test("prompt: what was encoded decodes to a prompt that is encoded the same", () => {
  fc.assert(
    fc.property(fc.nat(), fc.boolean(), (seed, detailed) => {
      const random = new Random(seed);
      const uniform = () => random.uniform();
      const bytes = encodePrompt(detailed ? detailedPrompt(uniform) : plainPrompt(uniform));
      assert(bytes.length <= PROMPT_BYTES);
      assertEquals(encodePrompt(decodePrompt(bytes)), bytes);
    }),
    RUNS,
  );
});

/** Values as one meets them, and others. */
const text = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.integer().map(String),
  fc.double().map(String),
  fc.webUrl(),
  fc.constantFrom("", "off", "keys", "jwt", "*", "0.0.0.0", "true", "{}", "[]", "nats://", "sqlite:x", "a,b", "null"),
);

Deno.test("config: any environment is taken or refused by the name of a variable", () => {
  // Of this one the file would be read.
  const variables = ENVIRONMENT.filter((name) => name !== "API_KEYS_FILE");
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...variables), text, { maxKeys: 6 }), (values) => {
      try {
        const config = loadConfig((name) => values[name]);
        assert(config.MAX_CONCURRENT >= 1 && config.PORT <= 65535);
      } catch (error) {
        assert(error instanceof SemcastError && error.code === "invalid-argument", String(error));
        assert(ENVIRONMENT.some((name) => error.message.includes(name)), error.message);
      }
    }),
    RUNS,
  );
});

Deno.test("options: any query is taken or refused", () => {
  const fields = names(OPTION_FIELDS.transmit);
  const name = fc.oneof(fc.constantFrom(...fields), fc.string({ maxLength: 20 }), fc.constant("__proto__"));
  const value = fc.oneof(text, fc.array(text, { maxLength: 3 }));
  fc.assert(
    fc.property(fc.dictionary(name, value, { maxKeys: 5 }), (query) => {
      const options = orRefused(() => parseOptions(transmitOptionsSchema, query, fields));
      if (options !== undefined) assert(Object.getPrototypeOf(options) === Object.prototype);
    }),
    RUNS,
  );
});
