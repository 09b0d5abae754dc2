import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** The part of a chart that this console uses. */
interface Chart {
  setOption(option: object, settings: { notMerge: boolean; lazyUpdate: boolean }): void;
  resize(): void;
  dispose(): void;
}

async function openChart(place: HTMLElement): Promise<Chart> {
  const { openChart: open } = await import('./echarts.ts');
  return open(place);
}

/**
 * Draws an option on a canvas. What it shows is told in words elsewhere, so it is hidden from
 * readers of the screen. Size changes are answered with the new width.
 */
export function ChartCanvas(props: { option: object; onWidth: (widthPx: number) => void }): VNode {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<Chart | null>(null);
  const option = useRef(props.option);
  option.current = props.option;

  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    let gone = false;
    void openChart(element).then((opened) => {
      if (gone) return opened.dispose();
      chart.current = opened;
      opened.setOption(option.current, { notMerge: true, lazyUpdate: false });
      element.dataset.drawn = 'true';
    });
    const observer = new ResizeObserver(() => {
      props.onWidth(element.clientWidth);
      chart.current?.resize();
    });
    observer.observe(element);
    props.onWidth(element.clientWidth);
    return () => {
      gone = true;
      observer.disconnect();
      chart.current?.dispose();
      chart.current = null;
    };
  }, []);

  useEffect(() => {
    chart.current?.setOption(props.option, { notMerge: true, lazyUpdate: true });
  }, [props.option]);

  return <div class="chart-canvas" ref={place} aria-hidden="true" />;
}
