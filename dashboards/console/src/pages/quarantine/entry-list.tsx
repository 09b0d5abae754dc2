import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import type { QuarantineView } from '../../../../../src/contract/http.ts';
import { replayEntry } from '../../api/routes.ts';
import { countText } from '../../format/quantity.ts';
import { instantText } from '../../format/time.ts';
import { t, wordFor } from '../../i18n/translate.ts';
import { countyTimeZone } from '../../state/county.ts';
import { mayDo } from '../../state/session.ts';
import { faultText } from '../../ui/notice.tsx';

interface Outcome {
  readonly accepted: boolean;
  readonly text: string;
}

async function replay(entry: QuarantineView): Promise<Outcome> {
  const answer = await replayEntry(entry.id);
  if (!answer.ok) {
    return {
      accepted: false,
      text: t('quarantine.replayFailed', { detail: faultText(answer.fault) }),
    };
  }
  const { accepted, code, detail } = answer.value;
  if (accepted) return { accepted, text: t('quarantine.accepted') };
  const reason = [code === null ? '' : wordFor('code', code), detail ?? '']
    .filter((part) => part !== '')
    .join(' – ');
  return { accepted, text: t('quarantine.stillRefused', { detail: reason }) };
}

/** Sends a message through the reader again. A button that may not be used says who may. */
function Replay({ entry, onReplayed }: { entry: QuarantineView; onReplayed: () => void }): VNode {
  const busy = useSignal(false);
  const outcome = useSignal<Outcome | null>(null);
  const isAllowed = mayDo('replay');
  const act = async (): Promise<void> => {
    if (!isAllowed || busy.value) return;
    busy.value = true;
    outcome.value = await replay(entry);
    busy.value = false;
    if (outcome.value.accepted) onReplayed();
  };
  const zone = countyTimeZone();
  const reasonId = `replay-reason-${entry.id}`;
  return (
    <div class="entry-action">
      <button
        type="button"
        class="button"
        aria-disabled={!isAllowed || busy.value}
        aria-describedby={isAllowed ? undefined : reasonId}
        onClick={() => void act()}
      >
        {busy.value ? t('quarantine.replaying') : t('quarantine.replay')}
      </button>
      {!isAllowed && (
        <span class="muted small" id={reasonId}>
          {t('quarantine.notAllowed')}
        </span>
      )}
      {entry.replayedAt !== null && outcome.value === null && (
        <span class="muted small">
          {t('quarantine.replayed', { at: instantText(Date.parse(entry.replayedAt), zone) })}
        </span>
      )}
      <span role="status" class={outcome.value?.accepted === false ? 'small mark-stale' : 'small'}>
        {outcome.value?.text}
      </span>
    </div>
  );
}

/** The device that sent it; a sender that is not registered has no page to go to. */
function SenderLink({ entry }: { entry: QuarantineView }): VNode {
  if (entry.deviceId === null) {
    return <span class="muted">{t('quarantine.unknownDevice')}</span>;
  }
  if (entry.code === 'unknown_device') return <span>{entry.deviceId}</span>;
  return <a href={`/devices/${encodeURIComponent(entry.deviceId)}`}>{entry.deviceId}</a>;
}

function Entry({ entry, onReplayed }: { entry: QuarantineView; onReplayed: () => void }): VNode {
  const at = instantText(Date.parse(entry.at), countyTimeZone());
  return (
    <li class="entry">
      <div class="entry-main">
        <p class="entry-head">
          <strong>{wordFor('code', entry.code)}</strong>
          <span class="number muted">{at}</span>
        </p>
        <p>{entry.detail}</p>
        <dl class="entry-facts">
          <dt>{t('quarantine.topic')}</dt>
          <dd class="mono">{entry.topic}</dd>
          <dt>{t('quarantine.device')}</dt>
          <dd>
            <SenderLink entry={entry} />
          </dd>
          <dt>{t('quarantine.payload')}</dt>
          <dd>
            {entry.payloadText !== '' && <pre class="mono payload">{entry.payloadText}</pre>}
            <span class="muted small number">
              {t('quarantine.bytes', { count: countText(entry.payloadBytes) })}
            </span>
          </dd>
        </dl>
      </div>
      <Replay entry={entry} onReplayed={onReplayed} />
    </li>
  );
}

export function EntryList(props: {
  items: readonly QuarantineView[];
  onReplayed: () => void;
}): VNode {
  return (
    <ol class="entries">
      {props.items.map((entry) => (
        <Entry key={entry.id} entry={entry} onReplayed={props.onReplayed} />
      ))}
    </ol>
  );
}
