/** What a simulated run came to, as a table for the terminal. */
import type { MessageCount } from '../../../simulators/virtual/message-log.ts';
import type { PowerName } from '../../../simulators/virtual/moment.ts';
import type { RunResult } from '../../../simulators/virtual/record.ts';
import type { Extreme, RunSummary } from '../../../simulators/virtual/summary.ts';
import type { Instant } from '../../domain/instant.ts';
import type { MqttProgress } from '../simulate-over-mqtt.ts';

const rows: readonly (readonly [name: PowerName, label: string])[] = [
  ['pvKw', 'PV'],
  ['windKw', 'wind'],
  ['biogasKw', 'biogas'],
  ['batteryKw', 'batteries'],
  ['loadKw', 'load'],
  ['heatPumpKw', 'heat pumps'],
  ['evKw', 'charging'],
  ['exchangeKw', 'exchange'],
  ['lossKw', 'losses'],
  ['curtailedKw', 'curtailed'],
];

/** Adding zero turns the negative zero that rounding can leave into a plain one. */
const mega = (kilo: number): string => (Math.round(kilo / 10) / 100 + 0).toFixed(2);

/** `YYYY-MM-DD HH:MM` in the time zone of the county. */
export function localTime(at: Instant, timeZone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  return `${local.toPlainDate()} ${local.toPlainTime().toString({ smallestUnit: 'minute' })}`;
}

/** How a run over MQTT gets on, in one line; a county that cannot keep the asked speed shows it. */
export function progressText(
  { at, speed, stats }: MqttProgress,
  asked: { readonly speed: number; readonly timeZone: string },
): string {
  return [
    at === null ? 'connecting' : localTime(at, asked.timeZone),
    ...(speed === null ? [] : [`${Math.round(speed)} of ${asked.speed} times real time`]),
    `${stats.connected} of ${stats.devices} connected`,
    `${stats.acknowledged} acknowledged`,
    `${stats.held} waiting`,
  ].join('  ');
}

export function runReport({ summary, messages }: RunResult, timeZone: string): string {
  const when = (at: Instant): string => localTime(at, timeZone);
  const header = ['', 'MWh', 'highest MW', 'at', 'lowest MW', 'at'];
  const lines = rows.map(([name, label]) => [
    label,
    mega(summary.energyKwh[name]),
    ...[summary.highest[name], summary.lowest[name]].flatMap(({ value, at }) => [
      mega(value),
      when(at),
    ]),
  ]);
  return [
    table([header, ...lines]),
    ...ways(summary),
    ...network(summary, when),
    messageLine(messages),
    '',
  ].join('\n');
}

function table(lines: readonly (readonly string[])[]): string {
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  return lines
    .map((line) =>
      line
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function ways({ importKwh, exportKwh, chargedKwh, dischargedKwh }: RunSummary): string[] {
  return [
    `imported ${mega(importKwh)} MWh, exported ${mega(exportKwh)} MWh; ` +
      `charged ${mega(chargedKwh)} MWh, discharged ${mega(dischargedKwh)} MWh`,
  ];
}

function network(summary: RunSummary, when: (at: Instant) => string): string[] {
  const { voltagePuMin, voltagePuMax, overloadMin, reverseOverloadMin, worstOverload } = summary;
  const told = ({ value, at }: Extreme): string => `${value.toFixed(4)} (${when(at)})`;
  const worst =
    worstOverload === null
      ? ''
      : `; worst ${(100 * worstOverload.loadingRatio).toFixed(0)} % at ${worstOverload.nodeId}`;
  return [
    `voltage ${told(voltagePuMin)} to ${told(voltagePuMax)} p.u.`,
    `transformers overloaded for ${overloadMin} min, of these ${reverseOverloadMin} min by reverse flow, ` +
      `at ${summary.overloadedNodes} nodes${worst}`,
  ];
}

export function messageLine({ messages, bytes, sha256 }: MessageCount): string {
  return `${messages} messages of ${(bytes / 1e6).toFixed(1)} MB, sha256 ${sha256}`;
}
