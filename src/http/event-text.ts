/** Server-sent events as the HTML standard frames them. */
import type { LiveEvent } from '../service/application.ts';

/** How long a client waits before it connects again, in ms. */
const retryMs = 3_000;
export const openingText = `retry: ${retryMs}\n\n`;
export const heartbeatText = ': alive\n\n';

/**
 * Text of events. All who follow the same node are handed the same event object, so its text is made
 * once and kept for as long as the event lives.
 */
export function eventTexts(): (event: LiveEvent) => string {
  const texts = new WeakMap<LiveEvent, string>();
  return (event) => {
    const known = texts.get(event);
    if (known !== undefined) return known;
    const text = `id: ${event.id}\nevent: ${event.event}\ndata: ${JSON.stringify(event.data)}\n\n`;
    texts.set(event, text);
    return text;
  };
}
