import type { MigrationProgress } from '../../service/store-migration.ts';

const barWidth = 30;
/** The speed that is shown is that of the last stretch of time, not of the whole run. */
const speedOverMs = 30_000;
/** What an earlier run has copied is gone through faster than any eye. */
const sampleEveryMs = 200;
const plainEveryMs = 10_000;

const verbs: Readonly<Record<MigrationProgress['phase'], string>> = {
  copy: 'Copying',
  compare: 'Comparing',
};

interface Sample {
  readonly at: number;
  readonly rowsDone: number;
}

/** Shows progress as a bar on a terminal, and as a line now and then anywhere else. */
export class MigrationBar {
  readonly #out: { readonly isTTY?: boolean; write(text: string): unknown };
  #phase: MigrationProgress['phase'] | null = null;
  #samples: Sample[] = [];
  #shownAt = Number.NEGATIVE_INFINITY;

  constructor(out: { readonly isTTY?: boolean; write(text: string): unknown }) {
    this.#out = out;
  }

  /** `now` in epoch ms. */
  show(progress: MigrationProgress, now: number): void {
    const { phase, rows, rowsDone } = progress;
    if (phase !== this.#phase) this.#begin(phase);
    const ended = rowsDone >= rows;
    const sampledAt = this.#samples.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
    if (!ended && now - sampledAt < sampleEveryMs) return;
    const recent = this.#samples.filter(({ at }) => at >= now - speedOverMs);
    this.#samples = [...recent, { at: now, rowsDone }];
    const isTty = this.#out.isTTY === true;
    if (!ended && !isTty && now - this.#shownAt < plainEveryMs) return;
    this.#shownAt = now;
    const line = this.#line(progress);
    this.#out.write(isTty ? `\r${line}\u001b[K${ended ? '\n' : ''}` : `${line}\n`);
  }

  #begin(phase: MigrationProgress['phase']): void {
    this.#phase = phase;
    this.#samples = [];
    this.#shownAt = Number.NEGATIVE_INFINITY;
  }

  #line({ phase, devices, rows, rowsDone }: MigrationProgress): string {
    const share = rows === 0 ? 1 : rowsDone / rows;
    const filled = Math.round(share * barWidth);
    const bar = `[${'#'.repeat(filled)}${'-'.repeat(barWidth - filled)}]`;
    const speed = this.#rowsPerSecond();
    const left =
      speed === null
        ? ''
        : `  ${grouped(speed)}/s  ${durationText((rows - rowsDone) / speed)} left`;
    return `${verbs[phase]} ${bar} ${Math.floor(share * 100)} %  ${grouped(devices)} devices  ${grouped(rowsDone)} of ${grouped(rows)} rows${left}`;
  }

  #rowsPerSecond(): number | null {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    if (first === undefined || last === undefined || last.at === first.at) return null;
    const speed = ((last.rowsDone - first.rowsDone) * 1_000) / (last.at - first.at);
    return speed > 0 ? speed : null;
  }
}

export function grouped(count: number): string {
  return Math.round(count).toLocaleString('en');
}

function durationText(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}
