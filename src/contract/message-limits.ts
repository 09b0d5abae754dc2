/** Limits on what a device may send. Beyond one, the message or the point is refused with a fault. */

/** Longest payload, in bytes. */
export const payloadBytesMax = 262_144;
/** Deepest nesting of objects and arrays in a JSON payload. */
export const jsonDepthMax = 8;
/** Most readings in one message: a longer back-fill is sent in pieces. */
export const readingsPerMessageMax = 10_000;
/** Longest birth message, in bytes. */
export const birthBytesMax = 4_096;
/** Largest value of a point, either sign. Nothing measured in a county comes near it. */
export const valueAbsMax = 1e15;
/** Different faults that one message is answered with; further ones are only counted. */
export const faultsPerMessageMax = 20;
/** Characters of the payload or topic that a fault repeats. */
export const excerptCharsMax = 40;

/** Earliest and latest instants that a clock that was ever set can show, as epoch ms. */
export const measuredAtMin = Date.UTC(2000, 0, 1);
export const measuredAtMax = Date.UTC(2100, 0, 1);
