/**
 * Semcast and its rivals at several SNRs, from both workers.
 *
 * @module
 */
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { FromEngine, FromRivals, WalkPoint } from "../engine/messages.ts";
import { startRivals } from "./engine_client.ts";
import type { Studio } from "./use_studio.ts";

/** A walk, or a comparison at one place. */
export interface Walk {
  points: WalkPoint[];
  /** Workers that are still at it. */
  busy: number;
  error?: string;
  /** Begins anew. */
  start(snrs: number[]): void;
  clear(): void;
}

/** @param own whether Semcast's own picture is wanted from the engine too */
export function useWalk(studio: Studio, own: boolean): Walk {
  const [points, setPoints] = useState<WalkPoint[]>([]);
  const [busy, setBusy] = useState(0);
  const [error, setError] = useState<string>();
  const ids = useRef({ engine: -1, rivals: -1 });
  const hear = useCallback((who: "engine" | "rivals", message: FromEngine | FromRivals) => {
    if (!("id" in message) || message.id !== ids.current[who]) return;
    if (message.kind === "walked") setPoints((before) => [...before, message.point]);
    if (message.kind === "error") setError(`${message.message}.`);
    if (message.kind === "done" || message.kind === "error") {
      ids.current[who] = -1;
      setBusy((before) => Math.max(0, before - 1));
    }
  }, []);
  const rivals = useMemo(() => startRivals((message) => hear("rivals", message)), []);
  useEffect(() => studio.listen((message) => hear("engine", message)), []);
  const { photo, result } = studio.state;
  return {
    points,
    busy,
    error,
    start: useCallback((snrs) => {
      if (photo === undefined || result === undefined) return;
      setPoints([]);
      setError(undefined);
      setBusy(own ? 2 : 1);
      if (own) ids.current.engine = studio.engine.walk(studio.input, snrs);
      ids.current.rivals = rivals.send(photo.file, result.key, { settings: studio.state.settings, snrs });
    }, [photo, result, studio.input]),
    clear: useCallback(() => {
      ids.current = { engine: -1, rivals: -1 };
      setPoints([]);
      setBusy(0);
    }, []),
  };
}
