/** The thread that forecasts are computed in: it answers the calls of `forecastWorker`, nothing else. */
import { parentPort } from 'node:worker_threads';
import { addUpCurves, predictGroups } from '../service/forecasting/compute.ts';
import type { ForecastAnswer, ForecastCall } from './forecast-messages.ts';

function say(answer: ForecastAnswer): void {
  parentPort?.postMessage(answer);
}

function compute(call: ForecastCall): unknown {
  return call.method === 'predict' ? predictGroups(call.work) : addUpCurves(call.work);
}

parentPort?.on('message', (call: ForecastCall) => {
  try {
    say({ id: call.id, ok: true, value: compute(call) });
  } catch (error) {
    say({ id: call.id, ok: false, detail: error instanceof Error ? error.message : String(error) });
  }
});
