/**
 * Settings as controls, as the address after `#`, as options of a command and as fields of a request.
 *
 * @module
 */
import { type ChannelKind, CHANNELS, KEY_MODES, type KeyMode } from "../../_shared/choices.ts";
import type { Settings } from "../engine/messages.ts";

/** What a fresh page shows. */
export const DEFAULTS: Settings = {
  snr: 3,
  channel: "awgn",
  doppler: 0,
  cbr: 0.0625,
  mode: "digital",
  profile: "tiny",
  steps: 4,
  seed: 1,
  key: "auto",
};

/** Budgets that the slider stops at. */
export const BUDGETS = [1 / 96, 1 / 64, 1 / 48, 1 / 32, 1 / 24, 1 / 16, 1 / 12, 1 / 8, 1 / 6] as const;

/** Limits of the number settings. */
export const LIMITS = {
  snr: { min: -10, max: 25, step: 0.5 },
  doppler: { min: 0, max: 300, step: 5 },
  steps: { min: 0, max: 4, step: 1 },
  seed: { min: 0, max: 9999, step: 1 },
} as const;

/** Names of the channels for people. */
export const CHANNEL_NAMES: Readonly<Record<ChannelKind, string>> = {
  none: "Perfect, bytes only",
  awgn: "White noise",
  rayleigh: "Rayleigh fading",
  rician: "Rician fading",
  "tdl-a": "TDL-A, no line of sight",
  "tdl-b": "TDL-B, no line of sight",
  "tdl-c": "TDL-C, no line of sight",
  "tdl-d": "TDL-D, line of sight",
  "tdl-e": "TDL-E, line of sight",
};

/** Key modes for people: how much better the regions that matter are. */
export const KEY_NAMES: Readonly<Record<KeyMode, { name: string; hint: string }>> = {
  auto: { name: "Auto", hint: "A little; much where you paint" },
  strong: { name: "Strong", hint: "Much, in a layer of their own that arrives first" },
  uniform: { name: "Uniform", hint: "Not at all: everything matters the same" },
};

/** Whether the Doppler shift means anything. */
export function fades(channel: ChannelKind): boolean {
  return channel !== "none" && channel !== "awgn";
}

/** Settings that go together: an analog frame needs a channel that carries symbols. */
export function consistent(settings: Settings): Settings {
  return settings.channel === "none" ? { ...settings, mode: "digital" } : settings;
}

/** A budget as a fraction where it is one of the usual. */
export function budgetName(cbr: number): string {
  return BUDGETS.some((budget) => Math.abs(budget - cbr) < 1e-6) ? `1/${Math.round(1 / cbr)}` : cbr.toFixed(4);
}

/** What a link tells besides settings. */
export interface Shared {
  settings: Settings;
  /** Name of an example picture; undefined for a picture of the user's own, which never leaves the device. */
  example?: string;
  /** Painted cells as boxes. */
  roi: string[];
}

/** The text after `#`: only what is not as it is anyway. */
export function toHash({ settings, example, roi }: Shared): string {
  const fields = new URLSearchParams();
  if (example !== undefined) fields.set("photo", example);
  for (const [name, value] of Object.entries(settings)) {
    if (value !== DEFAULTS[name as keyof Settings]) fields.set(name, String(round(value)));
  }
  for (const box of roi) fields.append("roi", box);
  return fields.toString();
}

/** Reads what {@linkcode toHash} wrote; whatever is out of range or unknown is left at its default. */
export function fromHash(hash: string, examples: readonly string[]): Shared {
  const fields = new URLSearchParams(hash.replace(/^#/, ""));
  const number = (name: "snr" | "doppler" | "steps" | "seed") => {
    const value = Number(fields.get(name) ?? NaN);
    const { min, max } = LIMITS[name];
    return value >= min && value <= max ? value : DEFAULTS[name];
  };
  const choice = <T extends string>(name: string, values: readonly T[], fallback: T) =>
    values.find((value) => value === fields.get(name)) ?? fallback;
  const cbr = Number(fields.get("cbr") ?? NaN);
  const example = fields.get("photo");
  return {
    example: examples.find((name) => name === example),
    roi: fields.getAll("roi").filter((box) => /^\d{1,5},\d{1,5},\d{1,5},\d{1,5}$/.test(box)).slice(0, 16),
    settings: consistent({
      snr: number("snr"),
      channel: choice("channel", CHANNELS, DEFAULTS.channel),
      doppler: number("doppler"),
      cbr: cbr > 0 && cbr <= 1 ? BUDGETS.find((budget) => Math.abs(budget - cbr) < 1e-4) ?? cbr : DEFAULTS.cbr,
      mode: choice("mode", ["digital", "analog"], DEFAULTS.mode),
      profile: "tiny",
      steps: Math.round(number("steps")),
      seed: Math.round(number("seed")),
      key: choice("key", KEY_MODES, DEFAULTS.key),
    }),
  };
}

function round(value: string | number): string | number {
  return typeof value === "number" ? Number(value.toPrecision(6)) : value;
}

/** Fields of a request and of a command that mean what is on screen. */
export function fieldsOf(settings: Settings, roi: readonly string[]): [name: string, value: string][] {
  const { profile: _, doppler, ...rest } = settings;
  return [
    ...Object.entries(rest).map(([name, value]): [string, string] => [name, String(round(value))]),
    ...(fades(settings.channel) && doppler > 0 ? [["doppler", String(doppler)] as [string, string]] : []),
    ...roi.map((box): [string, string] => ["roi", box]),
  ];
}

/** Names of the fields that the transmitter alone takes. */
export const TRANSMIT_FIELDS = ["snr", "channel", "cbr", "key", "roi"];
