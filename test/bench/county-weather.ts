import { generatedWeather } from '../../simulators/weather/generator.ts';
import { instant, minuteMs } from '../../src/domain/instant.ts';
import { atMost, type Figure, median } from './table.ts';

const stepMsMax = 1;
const stepsPerRound = 60;
const warmUps = 3;
const rounds = 11;
const noonAt = Date.UTC(2026, 5, 21, 4);

/** As many places as the default county has devices. */
const places = Array.from({ length: 400 }, (_, place) => ({
  eastM: 1_400 * (place % 20) - 14_000,
  northM: 1_400 * Math.floor(place / 20) - 14_000,
}));

/** The weather of one step: what the county shares, and the light over every place. */
export function weatherFigures(): readonly Figure[] {
  const weather = generatedWeather({ seed: 1, site: { latitude: 34.82, longitude: 114.82 } });
  const times: number[] = [];
  for (let round = 0; round < warmUps + rounds; round += 1) {
    const begun = performance.now();
    for (let step = 0; step < stepsPerRound; step += 1) {
      const now = weather.weatherAt(instant(noonAt + (round * stepsPerRound + step) * minuteMs));
      const skyOver = weather.skyAt(now);
      for (const place of places) skyOver(place);
    }
    if (round >= warmUps) times.push((performance.now() - begun) / stepsPerRound);
  }
  return [atMost('weather of a step at 400 places', median(times), stepMsMax, 'ms')];
}
