import { CustomChart, LineChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

// Only what the console draws; cursor, legend and readout are its own elements.
echarts.use([LineChart, CustomChart, GridComponent, CanvasRenderer]);

export function openChart(place: HTMLElement): echarts.EChartsType {
  return echarts.init(place, null, { renderer: 'canvas' });
}
