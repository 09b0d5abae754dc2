/** What each part of the service says of itself, and what a person should do about it. */
import type { PartCondition, Readiness } from '../contract/http-health.ts';
import { secondMs } from '../domain/instant.ts';
import type { ClockWatch } from './clock-watch.ts';
import type { JournalStats } from './ports.ts';

export type PartCheck = Readiness['parts'][number];

const remedies: Readonly<Record<Exclude<PartCondition, 'working'>, string>> = {
  broker_away:
    'See whether the broker runs and can be reached from here. The service goes on trying; devices keep what they have to tell.',
  journal_disk_low:
    'Make room on the disk of journal.folder before the reading store is away: the journal cannot grow.',
  journal_disk_full:
    'Make room on the disk of journal.folder. Devices keep what is not acknowledged, and the service goes on by itself.',
  journal_disk_fault:
    'See whether the disk of journal.folder is mounted, writable and sound. The service goes on by itself once it takes writing.',
  journal_full:
    'See why the reading store does not take what the journal holds, or raise journal.maxMb. Devices keep what is not acknowledged.',
  journal_damaged:
    'Look for the places in the log: each names the segment, and the device where it can be read. Have those devices send that time again, and have the disk checked.',
  store_disk_full:
    'Make room on the disk of store.folder. The journal keeps everything meanwhile, and the store catches up by itself.',
  store_fault:
    'See whether the reading store runs, can be reached and is sound. The journal keeps everything meanwhile, and the store catches up by itself.',
  clock_stepped:
    'See whether the clock of this machine is right and is kept so (chronyc tracking, timedatectl). Readings received under a wrong clock may be marked as doubtful.',
  weather_away:
    'See whether the weather source of the configuration can be reached and answers. Forecasts go on with the last weather that was told, and say so.',
};

function check(
  name: string,
  condition: PartCondition,
  { ok, detail }: { readonly ok: boolean; readonly detail: string },
): PartCheck {
  return {
    name,
    ok,
    condition,
    detail,
    remedy: condition === 'working' ? null : remedies[condition],
  };
}

export function brokerCheck(link: { readonly ok: boolean; readonly detail: string }): PartCheck {
  return check('broker', link.ok ? 'working' : 'broker_away', link);
}

/** On a full disk the journal goes on for as long as there is room in the segments it has. */
export function journalCheck(stats: JournalStats): PartCheck {
  const { acknowledges, heldAppends, lastError, usedBytes, maxBytes, damagedBytes, lostBytes } =
    stats;
  const held = acknowledges
    ? 'devices are still acknowledged'
    : `devices are not acknowledged, ${heldAppends} messages wait`;
  if (lastError !== null) {
    const ok = acknowledges && isDiskFull(lastError);
    const full = ok ? 'journal_disk_low' : 'journal_disk_full';
    const condition = isDiskFull(lastError) ? full : 'journal_disk_fault';
    const detail = `the disk does not take the journal: ${lastError}; ${held}`;
    return check('journal', condition, { ok, detail });
  }
  const used = `${usedBytes} of ${maxBytes} bytes used`;
  if (!acknowledges)
    return check('journal', 'journal_full', { ok: false, detail: `full: ${used}; ${held}` });
  if (lostBytes === 0) return check('journal', 'working', { ok: true, detail: used });
  const detail = `${used}; ${damagedBytes} bytes were damaged, of which the store did not have ${lostBytes}`;
  return check('journal', 'journal_damaged', { ok: true, detail });
}

export function storeCheck(fault: string | null, detail: string): PartCheck {
  if (fault === null) return check('store', 'working', { ok: true, detail });
  const condition = isDiskFull(fault) ? 'store_disk_full' : 'store_fault';
  return check('store', condition, { ok: false, detail });
}

/** A clock that is wrong stops nothing; what it does to readings is worth a word. */
export function clockCheck(clock: Pick<ClockWatch, 'recentStep'>): PartCheck {
  const step = clock.recentStep();
  if (step === null) return check('clock', 'working', { ok: true, detail: 'runs evenly' });
  const { stepMs, at } = step;
  const way = stepMs > 0 ? 'forward' : 'back';
  const seconds = Math.round(Math.abs(stepMs) / secondMs);
  const detail = `was set ${way} by ${seconds} s, to ${new Date(at).toISOString()}`;
  return check('clock', 'clock_stepped', { ok: true, detail });
}

/** Without fresh weather forecasts get worse, and nothing else does. */
export function weatherCheck(trouble: string | null): PartCheck {
  return trouble === null
    ? check('weather', 'working', { ok: true, detail: 'weather forecasts arrive' })
    : check('weather', 'weather_away', { ok: true, detail: trouble });
}

/** The system's own words for it, which the journal and the stores pass on. */
function isDiskFull(reason: string): boolean {
  return /ENOSPC|no space left|disk is full|disk quota exceeded/i.test(reason);
}
