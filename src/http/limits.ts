import { secondMs } from '../domain/instant.ts';

/** What the server takes on. Past a limit it answers a problem; it never queues without bound. */
export interface HttpLimits {
  /** Longer bodies are refused with 413. */
  readonly bodyBytesMax: number;
  /** Time for a whole request to arrive; then 408. */
  readonly requestTimeoutMs: number;
  /** A connection on which nothing moves for this long is closed. */
  readonly idleConnectionMsMax: number;
  /** Further connections are closed at once. */
  readonly connectionsMax: number;
  /** Mean delay of the event loop over a second, past which requests get 503. */
  readonly eventLoopDelayMsMax: number;
  /** Of one account or token; then 429. */
  readonly requestsPerMinuteMax: number;
  /** Attempts from one address (IPv6: one /64 network), successful ones too; then 429. */
  readonly signInsPerMinuteOfAddress: number;
  /** Attempts on one name from anywhere; then 429. A stranger can slow a person down, not lock out. */
  readonly signInsPerMinuteOfName: number;
  /** Sign-ins whose password is being checked; then 503. */
  readonly signInsAtOnceMax: number;
  /** Tables being sent; then 503. */
  readonly tableAnswersAtOnceMax: number;
  /** Live streams that are open; then 503. */
  readonly liveStreamsMax: number;
  /** What may wait for a slow reader of a live stream; past it the stream is dropped. */
  readonly liveBufferBytesMax: number;
  /** How often a live stream shows that it is alive, and that its account still may follow it. */
  readonly heartbeatMs: number;
  /** How long answers under way may take once the server is told to close. */
  readonly closeGraceMs: number;
}

export const defaultHttpLimits: HttpLimits = {
  bodyBytesMax: 1024 * 1024,
  requestTimeoutMs: 30 * secondMs,
  idleConnectionMsMax: 60 * secondMs,
  connectionsMax: 5_000,
  eventLoopDelayMsMax: 3_000,
  requestsPerMinuteMax: 6_000,
  signInsPerMinuteOfAddress: 20,
  signInsPerMinuteOfName: 6,
  signInsAtOnceMax: 16,
  tableAnswersAtOnceMax: 32,
  liveStreamsMax: 1_000,
  liveBufferBytesMax: 256 * 1024,
  heartbeatMs: 15 * secondMs,
  closeGraceMs: 3 * secondMs,
};
