/**
 * The state of the page and what changes it.
 *
 * @module
 */
import { useCallback, useEffect, useMemo, useReducer, useRef } from "preact/hooks";
import type { FromEngine, OwnAdapter, Picture, RunInput, RunResult, Settings } from "../engine/messages.ts";
import type { Prompt } from "../../_shared/semantics/prompt.ts";
import { type Engine, engineOf } from "./engine_client.ts";
import { EXAMPLES } from "./examples.ts";
import { cellsOf } from "./painting.ts";
import { consistent, DEFAULTS, fromHash, toHash } from "./settings.ts";

/** A photo of the user's, or an example. */
export interface Photo {
  name: string;
  file: Uint8Array<ArrayBuffer>;
  /** Name of the example, for links. */
  example?: string;
}

/** All that the page shows. */
export interface State {
  photo?: Photo;
  original?: Picture;
  settings: Settings;
  /** Painted cells, 1 key; undefined: as the network says. */
  cells?: Uint8Array<ArrayBuffer>;
  /** Boxes of a link, until the photo's size is known. */
  roi: string[];
  /** Edited prompt; undefined: as the network says. */
  prompt?: Prompt;
  lora?: OwnAdapter;
  result?: RunResult;
  /** Whether the result has all its steps and metrics. */
  whole: boolean;
  /** Pictures after each diffusion step of the newest run. */
  previews: Picture[];
  /** What goes on. */
  stage?: string;
  error?: string;
  ready: boolean;
}

type Change =
  | { kind: "photo"; photo: Photo; settings?: Settings; roi?: string[] }
  | { kind: "set"; part: Partial<Pick<State, "settings" | "cells" | "prompt" | "lora" | "error">> }
  | { kind: "engine"; message: FromEngine };

function reduce(state: State, change: Change): State {
  switch (change.kind) {
    case "photo":
      return {
        settings: change.settings ?? state.settings,
        roi: change.roi ?? [],
        lora: state.lora,
        ready: state.ready,
        photo: change.photo,
        whole: false,
        previews: [],
        stage: "pixels",
      };
    case "set":
      return { ...state, error: undefined, whole: false, ...change.part };
    case "engine":
      return heard(state, change.message);
  }
}

function heard(state: State, message: FromEngine): State {
  switch (message.kind) {
    case "ready":
      return { ...state, ready: true };
    case "photo": {
      const { picture } = message;
      const cells = state.roi.length === 0 ? undefined : cellsOf(state.roi, picture);
      return { ...state, original: picture, cells, roi: [] };
    }
    case "stage":
      return { ...state, stage: message.stage };
    case "preview":
      return { ...state, previews: [...state.previews.slice(0, message.step - 1), message.picture] };
    case "result": {
      const previews = message.quick ? [] : state.previews;
      return { ...state, result: message.result, whole: !message.quick, previews, error: undefined };
    }
    case "done":
      return { ...state, stage: undefined };
    case "error":
      return { ...state, stage: undefined, error: `${message.message}.` };
    default:
      return state;
  }
}

/** Milliseconds without a change after which a whole run follows. */
const SETTLED_MS = 250;

/** The state, the engine, and what the parts of the page call. */
export interface Studio {
  state: State;
  input: RunInput;
  engine: Engine;
  /** Another photo. */
  open(photo: Photo): void;
  set(part: Partial<Pick<State, "cells" | "prompt" | "lora">>): void;
  change(settings: Partial<Settings>): void;
  /** Hears walks. */
  listen(hear: (message: FromEngine) => void): () => void;
}

/** The page's state. */
export function useStudio(): Studio {
  const [state, dispatch] = useReducer(reduce, undefined, begin);
  const listeners = useRef(new Set<(message: FromEngine) => void>());
  const engine = useMemo(() =>
    engineOf((message) => {
      dispatch({ kind: "engine", message });
      for (const hear of listeners.current) hear(message);
    }), []);
  // Which photo was wanted last: an example that comes late must not take the place of the user's own.
  const wanted = useRef(0);
  const open = useCallback((photo: Photo) => {
    wanted.current++;
    dispatch({ kind: "photo", photo });
    engine.photo(photo.file);
  }, []);

  useEffect(() => {
    const follow = () => {
      const { example = EXAMPLES[0].name, settings, roi } = fromHash(location.hash, EXAMPLES.map(({ name }) => name));
      const turn = ++wanted.current;
      loadExample(example).then((photo) => {
        if (turn !== wanted.current) return;
        dispatch({ kind: "photo", photo, settings, roi });
        engine.photo(photo.file);
      }, (error) => dispatch({ kind: "set", part: { error: String(error) } }));
    };
    follow();
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);

  const { original, settings, cells, prompt, lora } = state;
  const input = useMemo(() => ({ settings, cells, prompt, lora }), [settings, cells, prompt, lora]);
  useEffect(() => {
    if (original === undefined) return;
    engine.run(input, true);
    const timer = setTimeout(() => engine.run(input, false), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [original, input]);

  // The address follows, without an entry in the history for each notch of a slider.
  useEffect(() => {
    if (state.whole) history.replaceState(null, "", permalink(state));
  }, [state.whole, state.result]);

  return {
    state,
    input,
    engine,
    open,
    set: useCallback((part) => dispatch({ kind: "set", part }), []),
    change: useCallback(
      (part) => dispatch({ kind: "set", part: { settings: consistent({ ...state.settings, ...part }) } }),
      [state.settings],
    ),
    listen: useCallback((hear) => {
      listeners.current.add(hear);
      return () => listeners.current.delete(hear);
    }, []),
  };
}

function begin(): State {
  return { settings: DEFAULTS, roi: [], whole: false, previews: [], ready: false };
}

/** Fetches an example picture of this server. */
export async function loadExample(name: string): Promise<Photo> {
  const answer = await fetch(`/studio/examples/${name}.webp`);
  if (!answer.ok) throw new Error(`The example ${name} did not come: ${answer.status}`);
  return { name: `${name}.png`, file: new Uint8Array(await answer.arrayBuffer()), example: name };
}

/** The address of what is on screen. */
export function permalink(state: State): string {
  const roi = state.result?.roi ?? [];
  const hash = toHash({ settings: state.settings, example: state.photo?.example, roi: state.cells ? roi : [] });
  return `${location.origin}${location.pathname}${hash === "" ? "" : `#${hash}`}`;
}
