import { useSignal } from '@preact/signals';
import type { TargetedSubmitEvent, VNode } from 'preact';
import { customRangeMaxMs, type Preset, type Range } from '../curve/range.ts';
import { fromInputValue, toInputValue } from '../format/time.ts';
import { t } from '../i18n/translate.ts';
import { countyTimeZone } from '../state/county.ts';
import { addressWith, navigate } from '../state/router.ts';

/** The choice of a time range; it lives in the address. */
export function RangeBar({ range, presets }: { range: Range; presets: readonly Preset[] }): VNode {
  const isOpen = useSignal(false);
  return (
    <div class="range">
      <nav class="range-scroll" aria-label={t('range.label')}>
        <div class="segments">
          {presets.map((preset) => (
            <a
              key={preset}
              href={addressWith({ range: preset, from: null, to: null })}
              aria-current={range.preset === preset ? 'true' : undefined}
              onClick={() => {
                isOpen.value = false;
              }}
            >
              {t(`range.${preset}`)}
            </a>
          ))}
          <button
            type="button"
            aria-expanded={isOpen.value}
            aria-current={range.preset === 'custom' ? 'true' : undefined}
            onClick={() => {
              isOpen.value = !isOpen.value;
            }}
          >
            {t('range.custom')}
          </button>
        </div>
      </nav>
      {isOpen.value && (
        <CustomRange
          range={range}
          onDone={() => {
            isOpen.value = false;
          }}
        />
      )}
    </div>
  );
}

function CustomRange({ range, onDone }: { range: Range; onDone: () => void }): VNode {
  const fault = useSignal<'range.orderWrong' | 'range.tooLong' | null>(null);
  const zone = countyTimeZone();
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const from = fromInputValue(String(form.get('from')), zone);
    const to = fromInputValue(String(form.get('to')), zone);
    if (from === null || to === null || to <= from) {
      fault.value = 'range.orderWrong';
      return;
    }
    if (to - from > customRangeMaxMs) {
      fault.value = 'range.tooLong';
      return;
    }
    navigate(
      addressWith({
        range: 'custom',
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
      }),
    );
    onDone();
  };
  return (
    <form class="range-custom card" onSubmit={submit} noValidate>
      <label class="field">
        {t('range.from')} ({t('range.inCountyTime')})
        <input type="datetime-local" name="from" defaultValue={toInputValue(range.from, zone)} />
      </label>
      <label class="field">
        {t('range.to')} ({t('range.inCountyTime')})
        <input type="datetime-local" name="to" defaultValue={toInputValue(range.to, zone)} />
      </label>
      {fault.value !== null && (
        <p class="strip strip-bad" role="alert">
          {t(fault.value)}
        </p>
      )}
      <div class="range-actions">
        <button type="button" class="button" onClick={onDone}>
          {t('common.cancel')}
        </button>
        <button type="submit" class="button button-main">
          {t('common.apply')}
        </button>
      </div>
    </form>
  );
}
