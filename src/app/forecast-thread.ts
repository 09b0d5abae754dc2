/** The thread that forecasts are computed in: it answers the calls of `forecastWorker`, nothing else. */
import { parentPort } from 'node:worker_threads';
import { addUpCurves, predictGroups } from '../service/forecasting/compute.ts';
import { followDays } from '../service/forecasting/follow.ts';
import { trainGroup } from '../service/forecasting/group-models.ts';
import { unpackServing } from '../storage/sqlite/packed-model.ts';
import type { ForecastAnswer, ForecastCall } from './forecast-messages.ts';

function say(answer: ForecastAnswer): void {
  parentPort?.postMessage(answer);
}

function compute(call: ForecastCall): unknown {
  switch (call.method) {
    case 'predict':
      return predictGroups(call.work, (group) => unpackServing(call.work.models[group]));
    case 'addUp':
      return addUpCurves(call.work);
    case 'train':
      return trainGroup(call.work);
    case 'follow':
      return followDays({
        ...call.work,
        contestants: call.work.contestants.map(unpackServing),
      });
  }
}

parentPort?.on('message', (call: ForecastCall) => {
  try {
    say({ id: call.id, ok: true, value: compute(call) });
  } catch (error) {
    say({ id: call.id, ok: false, detail: error instanceof Error ? error.message : String(error) });
  }
});
