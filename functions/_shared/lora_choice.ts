import { z } from "@hono/zod-openapi";

/** An adapter that was asked for. */
export interface LoraChoice {
  /** A name in models/lora, or on the command line the path of a `.safetensors` file. */
  name: string;
  /** 1 is as it was trained. */
  weight: number;
}

const MOST = 4, MOST_WEIGHT = 2;
const PART = /^([^:,\s][^:,]{0,400}?)(?::([+-]?(?:\d+(?:\.\d*)?|\.\d+)))?$/;
const NAME = /^[a-z0-9][a-z0-9_-]{0,39}$/;

/** Whether an adapter is named by its file. */
export function isLoraPath({ name }: LoraChoice): boolean {
  return !NAME.test(name);
}

/** `NAME[:weight],…` as text. */
export const loraChoice = z.string().transform((text, context): LoraChoice[] => {
  const parts = text.split(",", MOST + 1).map((part) => PART.exec(part));
  const choices: LoraChoice[] = [];
  for (const part of parts) if (part !== null) choices.push({ name: part[1], weight: Number(part[2] ?? 1) });
  const ok = choices.length === parts.length && choices.length <= MOST &&
    choices.every(({ weight }) => Math.abs(weight) <= MOST_WEIGHT) &&
    choices.every((choice) => !isLoraPath(choice) || choice.name.endsWith(".safetensors"));
  if (ok) return choices;
  context.addIssue(`Expected NAME[:weight], at most ${MOST} with commas between, weights within ±${MOST_WEIGHT}`);
  return z.NEVER;
}).openapi({
  type: "string",
  example: "streets:0.8",
  description: `LoRA adapters of the decoder: NAME[:weight], at most ${MOST} with commas between; weight 1 by default`,
});
