/**
 * IQ stage: the link's symbols as a SigMF recording that a radio can send, and back from a recording of what it received.
 *
 * @module
 */
export { airSymbols, type FrameOverhead, frameOverhead } from "./air_symbols.ts";
export { type FrameInfo, frameRecording, type RecordedFrame, type RecordOptions } from "./frame_recording.ts";
export { MAX_DATA_BYTES, openRecording, type Recording } from "./open_recording.ts";
export { type AirFigures, type ReceivedFrame, receiveFrame } from "./receive_frame.ts";
export {
  type ReceivedIq,
  receivedIq,
  receivedIqLine,
  receivedIqSchema,
  receiveIqOptionsSchema,
  sendIqOptionsSchema,
  type SentIq,
  sentIq,
  sentIqLine,
  sentIqSchema,
} from "./report.ts";
export { memorySource, type SampleSource } from "./sample_source.ts";
export { parseMeta, type RecordingMeta, recordingPaths } from "./sigmf.ts";
