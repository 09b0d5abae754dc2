/**
 * Ids as values of tags. Line protocol has no way to write a line end or a backslash before a
 * delimiter, and an empty tag is none, so what it cannot hold is written as `%`, the code point in
 * hexadecimal, `;`. Ids that the service hands out today hold none of this and stay as they are.
 */
const unwritable = /[\p{Cc}\p{Cs}\u2028\u2029\\%]/gu;
const written = /%([0-9A-F]*);/g;
const emptyId = '%;';

export function tagOfId(id: string): string {
  if (id === '') return emptyId;
  return id.replace(
    unwritable,
    (character) => `%${character.codePointAt(0)?.toString(16).toUpperCase()};`,
  );
}

export function idOfTag(tag: string): string {
  return tag.replace(written, (_, code: string) =>
    code === '' ? '' : String.fromCodePoint(Number.parseInt(code, 16)),
  );
}

/** Text of a tag or field name as it stands in a line. Without line ends and backslashes. */
export function lineText(text: string): string {
  return text.replace(/[,= ]/g, '\\$&');
}
