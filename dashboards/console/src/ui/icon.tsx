import type { VNode } from 'preact';

const paths = {
  overview: 'M3 17l5-6 4 3 8-10M3 21h18',
  devices: 'M7 3h10v18H7zM10 7h4M10 11h4M11 17h2',
  forecasts: 'M4 4v16h16M7 16l4-5 3 2M14 13l2-4M17 7l3-3M14 17h.5M17 13h.5M20 9h.5',
  quarantine: 'M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6zM12 8v5M12 16v.5',
  search: 'M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM16 16l5 5',
  chevron: 'M9 6l6 6-6 6',
  down: 'M6 9l6 6 6-6',
  close: 'M6 6l12 12M18 6L6 18',
  account: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c1-4 4-6 8-6s7 2 8 6',
  tree: 'M4 5h6M4 5v14h6M4 12h6M14 3h6v4h-6zM14 10h6v4h-6zM14 17h6v4h-6z',
  collapse: 'M14 6l-6 6 6 6M19 5v14',
  expand: 'M10 6l6 6-6 6M5 5v14',
  import: 'M12 4v13M6 11l6 6 6-6M5 21h14',
  export: 'M12 20V7M6 13l6-6 6 6M5 3h14',
} as const;

export type IconName = keyof typeof paths;

/** A line drawing of 20 px; decoration only, the words are beside it. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }): VNode {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path
        d={paths[name]}
        fill="none"
        stroke="currentColor"
        stroke-width="1.8"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
