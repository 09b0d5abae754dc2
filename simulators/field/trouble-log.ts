export interface FieldLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
}

/** Troubles that are logged one by one; later ones are counted only. */
const loggedTroublesMax = 20;

export interface TroubleLog {
  onTrouble(deviceId: string, reason: string): void;
  onErrorMessage(deviceId: string, detail: string): void;
}

export function troubleLog(log: FieldLog): TroubleLog {
  let told = 0;
  const tell = (facts: object, message: string): void => {
    told += 1;
    if (told <= loggedTroublesMax) log.warn(facts, message);
    if (told === loggedTroublesMax) {
      log.warn({}, 'Further troubles of simulated devices are only counted.');
    }
  };
  return {
    onTrouble: (deviceId, reason) =>
      tell({ deviceId, reason }, 'A simulated device has no connection; it tries again.'),
    onErrorMessage: (deviceId, detail) =>
      tell({ deviceId, detail }, 'The service told a simulated device of an error.'),
  };
}
