import { enForecast } from './en/forecast.ts';
import { enFrame } from './en/frame.ts';
import { enHealth } from './en/health.ts';
import { enPages } from './en/pages.ts';
import { enScore } from './en/score.ts';
import { enService } from './en/service.ts';
import type { Words } from './words.ts';

export const en: Words = {
  ...enForecast,
  ...enFrame,
  ...enHealth,
  ...enPages,
  ...enScore,
  ...enService,
};
