/**
 * Both ends' networks, for a link within one process.
 *
 * @module
 */
import { loadReceive, type ReceiveModels } from "../receive/models.ts";
import { loadTransmit, type TransmitModels } from "../transmit/models.ts";

/** Networks of transmitter and receiver. */
export interface LinkModels {
  transmit: TransmitModels;
  receive: ReceiveModels;
  /** Lets go of the decoder's worker, which would keep the process alive. */
  close(): void;
}

/** Loads both. */
export async function loadLink(): Promise<LinkModels> {
  const [transmit, receive] = await Promise.all([loadTransmit(), loadReceive()]);
  return { transmit, receive, close: receive.close };
}
