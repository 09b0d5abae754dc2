/** Statements of InfluxQL. Every name and value in them passes through the quoting here. */
import { InfluxFault } from './transport.ts';

/** A name of a measurement, field or tag. */
export function identifier(name: string): string {
  return `"${writable(name).replace(/[\\"]/g, '\\$&')}"`;
}

export function stringLiteral(text: string): string {
  return `'${writable(text).replace(/[\\']/g, '\\$&')}'`;
}

/** Control characters end a statement or become others on the way; nothing of ours holds any. */
function writable(text: string): string {
  if (!/\p{Cc}/u.test(text)) return text;
  const reason = `${JSON.stringify(text)} has characters that InfluxQL cannot hold.`;
  throw new InfluxFault(reason, { retryable: false });
}

/** A regular expression that matches exactly the given texts. */
export function anyOfLiteral(texts: readonly string[]): string {
  const alternatives = texts.map((text) => writable(text).replace(/[\\.+*?()|[\]{}^$]/g, '\\$&'));
  return `/^(?:${alternatives.join('|').replaceAll('/', '\\/')})$/`;
}

/** Up to so many tags are compared one by one, which is faster; above it one expression is. */
const comparedTagsMax = 16;

export function tagIn(name: string, tags: readonly string[]): string {
  if (tags.length > comparedTagsMax) return `${identifier(name)} =~ ${anyOfLiteral(tags)}`;
  const equal = tags.map((tag) => `${identifier(name)} = ${stringLiteral(tag)}`);
  return `(${equal.join(' OR ')})`;
}

/** Half-open, in epoch ms. Times are whole numbers. */
export function timeIn({ from, to }: { readonly from: number; readonly to: number }): string {
  return `${timeFrom(from)} AND ${timeBefore(to)}`;
}

export function timeFrom(from: number): string {
  return `time >= ${whole(from)}ms`;
}

export function timeBefore(to: number): string {
  return `time < ${whole(to)}ms`;
}

/** What InfluxDB can hold: times are ns in 64 bits there. */
const atMsMax = 9_223_372_036_854;

function whole(at: number): string {
  if (!Number.isSafeInteger(at)) {
    throw new Error(`Invariant broken: ${at} is no time in whole milliseconds`);
  }
  return String(Math.max(-atMsMax, Math.min(at, atMsMax)));
}

export interface Select {
  /** Expressions, such as quoted names. */
  readonly what: readonly string[];
  readonly from: string;
  readonly where?: readonly string[];
  readonly groupBy?: readonly string[];
  /** Such as an order or a limit. */
  readonly rest?: string;
}

export function select({ what, from, where = [], groupBy = [], rest = '' }: Select): string {
  return [
    `SELECT ${what.join(', ')} FROM ${identifier(from)}`,
    ...(where.length > 0 ? [`WHERE ${where.join(' AND ')}`] : []),
    ...(groupBy.length > 0 ? [`GROUP BY ${groupBy.join(', ')}`] : []),
    ...(rest === '' ? [] : [rest]),
  ].join(' ');
}

/** `DELETE` of the points that all conditions hold for. */
export function deletion(measurement: string, where: readonly string[]): string {
  const condition = where.length > 0 ? ` WHERE ${where.join(' AND ')}` : '';
  return `DELETE FROM ${identifier(measurement)}${condition}`;
}
