import { writeFileSync } from 'node:fs';
import { mqttReference } from '../../src/contract/mqtt-reference.ts';

writeFileSync(new URL('../../docs/mqtt.md', import.meta.url), mqttReference());
