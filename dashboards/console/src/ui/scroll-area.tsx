import type { ComponentChildren, VNode } from 'preact';

/** A part of the page that scrolls by itself and is reached by keyboard. */
export function ScrollArea(props: {
  class: string;
  label: string;
  children: ComponentChildren;
}): VNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without focus a keyboard cannot scroll it.
    <section class={props.class} tabIndex={0} aria-label={props.label}>
      {props.children}
    </section>
  );
}
