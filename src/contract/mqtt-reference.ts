import {
  connectionText,
  errorText,
  lifeText,
  profileText,
  qualityText,
  refusalsText,
  telemetryText,
} from './mqtt-reference-guide.ts';
import {
  faultsTable,
  kindsList,
  limitsTable,
  pointsSections,
  reasonsTable,
} from './mqtt-reference-tables.ts';

/** The text of `docs/mqtt.md`. */
export function mqttReference(): string {
  const sections = [
    connectionText,
    telemetryText,
    lifeText,
    errorText,
    `### Codes\n\n${faultsTable()}`,
    refusalsText,
    qualityText,
    reasonsTable(),
    `## Limits\n\n${limitsTable()}`,
    profileText,
    `## Points\n\nKinds of device: ${kindsList()}. A value outside the range, or beyond these multiples of the rating, is not believed.`,
    pointsSections(),
  ];
  return `${sections.join('\n\n')}\n`;
}
