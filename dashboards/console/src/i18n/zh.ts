import { zhForecast } from './zh/forecast.ts';
import { zhFrame } from './zh/frame.ts';
import { zhHealth } from './zh/health.ts';
import { zhPages } from './zh/pages.ts';
import { zhScore } from './zh/score.ts';
import { zhService } from './zh/service.ts';

/** The console's words in the Chinese of a dispatch room. English follows the same keys in `en.ts`. */
export const zh = {
  ...zhForecast,
  ...zhFrame,
  ...zhHealth,
  ...zhPages,
  ...zhScore,
  ...zhService,
} as const;
