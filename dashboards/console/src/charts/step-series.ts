import type { AreaStep } from '../curve/sources.ts';
import type { Palette } from './colors.ts';

/** Areas and lines that are level over each slot, as series of ECharts. */

export const still = {
  silent: true,
  animation: false,
  symbol: 'none',
  emphasis: { disabled: true },
};

export interface RenderContext {
  readonly dataIndex: number;
  readonly coordSys: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  };
}
export interface RenderApi {
  coord(point: readonly [number, number]): [number, number];
}

/** Outline of steps that follow each other: along the far side, and back along the near side. */
function outlineOf(steps: readonly AreaStep[], base: number, api: RenderApi): [number, number][] {
  const side = (step: AreaStep, kw: number): [number, number][] => [
    api.coord([step.start - base, kw]),
    api.coord([step.end - base, kw]),
  ];
  const far = steps.flatMap((step) => side(step, step.highKw));
  const near = steps.flatMap((step) => side(step, step.lowKw));
  return [...far, ...near.reverse()];
}

/** Areas are drawn as outlines of their own: stacked lines would not close on each other at steps. */
export function areaSeries(
  runs: readonly (readonly AreaStep[])[],
  style: { readonly fill: string; readonly opacity: number },
  base: number,
): object {
  return {
    ...still,
    type: 'custom',
    clip: true,
    z: 2,
    data: runs.length === 0 ? [] : [[0, 0]],
    renderItem: (_: RenderContext, api: RenderApi) => ({
      type: 'group',
      children: runs.map((run) => ({
        type: 'polygon',
        shape: { points: outlineOf(run, base, api) },
        style,
      })),
    }),
  };
}

export type StepPoints = readonly (readonly [number, number | null])[];

/** A line over areas has an edge of the ground's colour, so that it is seen on every colour. */
export function lineSeries(
  data: StepPoints,
  style: { readonly color: string; readonly dashed?: boolean },
  palette: Palette,
): object[] {
  const line = { ...still, type: 'line', data };
  const type = style.dashed === true ? [6, 4] : 'solid';
  return [
    { ...line, lineStyle: { width: 5, color: palette.surface, opacity: 0.75 }, z: 3 },
    { ...line, lineStyle: { width: 2, color: style.color, type }, z: 4 },
  ];
}
