import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import { runForecast } from '../../api/routes.ts';
import type { ForecastHorizon } from '../../curve/forecast.ts';
import { t } from '../../i18n/translate.ts';
import { allowedRoles, mayDo } from '../../state/session.ts';
import { faultText, rolesText } from '../../ui/notice.tsx';
import { momentText } from '../node/forecast-words.ts';

/** Forecasts at once. Who may not is told who may. */
export function RunForecast({ horizon }: { horizon: ForecastHorizon }): VNode {
  const busy = useSignal(false);
  const said = useSignal<string | null>(null);
  const isAllowed = mayDo('runForecast');
  const act = async (): Promise<void> => {
    if (!isAllowed || busy.value) return;
    busy.value = true;
    said.value = null;
    const answer = await runForecast(horizon);
    busy.value = false;
    said.value = answer.ok
      ? t('score.ran', { at: momentText(Date.parse(answer.value.issuedAt)) })
      : t('score.runFailed', { detail: faultText(answer.fault) });
  };
  return (
    <div class="score-run">
      <button
        type="button"
        class="button"
        aria-disabled={!isAllowed || busy.value}
        aria-describedby="score-run-said"
        onClick={() => void act()}
      >
        {t(busy.value ? 'score.running' : 'score.run')}
      </button>
      <span class="muted small" id="score-run-said" role="status">
        {isAllowed
          ? said.value
          : t('score.notAllowed', { roles: rolesText(allowedRoles.runForecast) })}
      </span>
    </div>
  );
}
