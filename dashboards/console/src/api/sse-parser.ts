/** Server-sent events as the HTML standard frames them, from pieces of text that may break anywhere. */

export interface ServerEvent {
  /** Last id that the stream gave, also by earlier events; null before the first. */
  readonly id: string | null;
  readonly event: string;
  readonly data: string;
}

/** Longest line that is kept, in characters; a stream that sends longer ones is no event stream. */
export const lineLengthMax = 1_000_000;

export interface SseParser {
  /** Takes the next piece of the stream and answers the events that it completed. */
  push(text: string): ServerEvent[];
}

export function createSseParser(): SseParser {
  let rest = '';
  let id: string | null = null;
  let event = '';
  let data: string[] = [];

  const finish = (): ServerEvent[] => {
    const complete =
      data.length > 0 ? [{ id, event: event || 'message', data: data.join('\n') }] : [];
    event = '';
    data = [];
    return complete;
  };

  const takeField = (line: string): void => {
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'data') data.push(value);
    else if (name === 'event') event = value;
    else if (name === 'id' && !value.includes('\0')) id = value;
  };

  return {
    push(text) {
      rest += text;
      // A carriage return at the end may be half of a line break.
      const held = rest.endsWith('\r') ? '\r' : '';
      const lines = rest.slice(0, rest.length - held.length).split(/\r\n|\n|\r/);
      rest = (lines.pop() ?? '') + held;
      if (rest.length > lineLengthMax) throw new RangeError('A line of the stream is too long');
      const events: ServerEvent[] = [];
      for (const line of lines) {
        if (line === '') events.push(...finish());
        else takeField(line);
      }
      return events;
    },
  };
}
