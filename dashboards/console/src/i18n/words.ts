import type { zh } from './zh.ts';

type SameKeys<Node> = {
  readonly [Key in keyof Node]: Node[Key] extends string ? string : SameKeys<Node[Key]>;
};

/** A full set of words: the keys of the Chinese ones, which come first. */
export type Words = SameKeys<typeof zh>;

type Paths<Node> = {
  [Key in keyof Node & string]: Node[Key] extends string ? Key : `${Key}.${Paths<Node[Key]>}`;
}[keyof Node & string];

/** Every key of a word, such as `curve.title`. */
export type WordKey = Paths<typeof zh>;
