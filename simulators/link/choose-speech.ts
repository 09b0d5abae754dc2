import { gatewaySpeech } from './gateway-speech.ts';
import { shellySpeech, tasmotaSpeech } from './meter-speech.ts';
import { nativeSpeech, type SpeakingDevice } from './native-speech.ts';
import type { Speech } from './speech.ts';

export const gatewayProfile = 'flat-gateway';

const speechByProfile: Readonly<Record<string, (device: SpeakingDevice) => Speech>> = {
  'shelly-3em': shellySpeech,
  'tasmota-plug': tasmotaSpeech,
  [gatewayProfile]: gatewaySpeech,
};

/** The speech of a shipped profile; devices of other profiles may speak the native forms as well. */
export function speechOf(device: SpeakingDevice, profile: string | null): Speech {
  const chosen = profile === null ? undefined : speechByProfile[profile];
  return (chosen ?? nativeSpeech)(device);
}
