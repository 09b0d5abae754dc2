/** Bounds of the embedded broker. What happens at each is said beside it. */
export interface BrokerLimits {
  /** Open connections; the next one is closed at once. */
  readonly connectionsMax: number;
  /** Connections signed in under one name; the next one is refused. */
  readonly connectionsPerUserMax: number;
  /** Connections that have not sent CONNECT; at the bound the oldest of them is closed. */
  readonly waitingForConnectMax: number;
  /** A connection that has sent no whole CONNECT by then is closed. */
  readonly connectTimeoutMs: number;
  /** Checks at one time. Two leave half of Node's four worker threads to the journal's disk calls. */
  readonly passwordChecksMax: number;
  /** Checks that wait; the next one is answered "server unavailable". */
  readonly queuedPasswordChecksMax: number;
  /** Remembered names; at the bound the oldest is forgotten. */
  readonly rememberedNamesMax: number;
  readonly rememberSuccessMs: number;
  readonly rememberFailureMs: number;
  /** Any packet but PUBLISH, CONNECT among them; a larger one closes the connection unread. */
  readonly controlPacketBytesMax: number;
  /** A PUBLISH; a larger one closes the connection unread. */
  readonly packetBytesMax: number;
  /** Sustained rate and burst of one connection; past it its socket is read more slowly. */
  readonly packetsPerSecondMax: number;
  readonly packetBurst: number;
  readonly bytesPerSecondMax: number;
  readonly byteBurst: number;
  /** A connection that stays at its rate bound for so long is closed. */
  readonly floodDisconnectMs: number;
  /** Handed over and not yet durable, all connections together; past it publishers are not read. */
  readonly unacknowledgedBytesMax: number;
  /** Waiting to be sent to one connection; past it messages to that connection are dropped. */
  readonly outgoingBytesMax: number;
  /** A connection that takes nothing for so long while data waits for it is closed. */
  readonly drainTimeoutMs: number;
  /** Topic filters of one connection; more are refused. */
  readonly subscriptionsMax: number;
  /** Refused subscriptions of one connection; the next one closes it. */
  readonly refusedSubscriptionsMax: number;
  /** Half-done QoS 2 publishes of one connection; the next one closes it. */
  readonly halfDonePublishesMax: number;
  /** A larger retained message is passed on but not retained. */
  readonly retainedBytesMax: number;
  /** How long closing waits for messages that are not yet durable. */
  readonly closeGraceMs: number;
}

export const defaultBrokerLimits: BrokerLimits = {
  connectionsMax: 10_000,
  connectionsPerUserMax: 20,
  waitingForConnectMax: 1_000,
  connectTimeoutMs: 10_000,
  passwordChecksMax: 2,
  queuedPasswordChecksMax: 2_000,
  rememberedNamesMax: 20_000,
  rememberSuccessMs: 300_000,
  rememberFailureMs: 10_000,
  controlPacketBytesMax: 16_384,
  packetBytesMax: 262_144,
  packetsPerSecondMax: 2_000,
  packetBurst: 20_000,
  bytesPerSecondMax: 5_000_000,
  byteBurst: 50_000_000,
  floodDisconnectMs: 600_000,
  unacknowledgedBytesMax: 64_000_000,
  outgoingBytesMax: 1_000_000,
  drainTimeoutMs: 5_000,
  subscriptionsMax: 100,
  refusedSubscriptionsMax: 10,
  halfDonePublishesMax: 100,
  retainedBytesMax: 4_096,
  closeGraceMs: 500,
};
