/**
 * Link stage: packet parts to complex symbols and back, each protection class with a scheme of its own.
 *
 * SNR is Es/N0 in dB a complex symbol of unit mean energy; N0 is the noise variance of both real dimensions together.
 *
 * @module
 */
export {
  type AnalogFrame,
  type AnalogPlan,
  noiseOf,
  planAnalog,
  quantizedExcess,
  receiveAnalog,
  transmitAnalog,
} from "./analog.ts";
export { channel, type ChannelSettings, FADING_BLOCK, usesOf } from "./channel.ts";
export { DATAGRAM_BYTES, loseDatagrams } from "./datagrams.ts";
export { type Exchange, exchange } from "./harq.ts";
export { CONTROL_BYTES, CONTROL_SYMBOLS } from "./control.ts";
export { type Mcs, MCS_TABLE } from "./mcs.ts";
export { type LinkPlan, planLink, type PlannedClass, type PlanOptions, TARGETS } from "./plan.ts";
export { meanSnrDb, receive, type ReceivedClass, type ReceivedPacket, shown, some } from "./receive.ts";
export { type MeasuredChannel, requiredSnr } from "./required_snr.ts";
export { type ArrivedParts, simulate, type SimulateOptions } from "./simulate.ts";
export { codeBlocksFor, symbolsFor } from "./symbols_for.ts";
export { transmit } from "./transmit.ts";
